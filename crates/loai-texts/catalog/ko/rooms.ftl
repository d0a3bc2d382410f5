### What people in chat rooms read.

# --- Any command
command-timed-out = 시간이 너무 오래 걸려서 멈췄어요. 잠시 뒤에 다시 해 주세요.
command-prompt-missing = { $command } 뒤에 내용을 적어 주세요.
command-admin-only = 관리자만 쓸 수 있어요.
command-owner-only = 방장만 쓸 수 있어요.
command-cooling-down = { $command } 명령어는 { $seconds }초 뒤에 다시 쓸 수 있어요.
command-user-limit = { $command } 명령어는 하루에 { $limit }번까지 쓸 수 있어요. 내일 다시 써 주세요.
command-room-limit = { $command } 명령어는 이 방에서 하루에 { $limit }번까지 쓸 수 있어요. 내일 다시 써 주세요.
command-not-stored = 기록을 저장하지 못해서 바꾸지 않았어요. 서버의 로그를 봐 주세요.

waiting = 잠시만 기다려 주세요.
    .b = 금방 찾아볼게요.
    .c = 열심히 알아보고 있어요.
    .d = 조금만 기다려 주세요!
    .e = 생각을 정리하고 있어요.
    .f = 지금 준비하고 있어요.
    .g = 거의 다 됐어요.
    .h = 차근차근 살펴보고 있어요.
    .i = 잠깐이면 돼요.
    .j = 부지런히 찾고 있어요.
    .k = 곧 알려 드릴게요.
    .l = 좋은 답을 고르고 있어요.
# What is said when a command failed.
error = 지금은 답하지 못했어요. 잠시 뒤에 다시 해 주세요.
    .b = 앗, 잘 안됐어요. 조금 있다가 다시 불러 주세요.
    .c = 문제가 생겨서 답하지 못했어요. 잠시 뒤에 다시 해 주세요.
    .d = 이번에는 실패했어요. 조금 뒤에 다시 해 볼까요?
    .e = 죄송해요, 지금은 어려워요. 잠시 뒤에 다시 해 주세요.
    .f = 답을 찾다가 막혔어요. 조금 뒤에 다시 물어봐 주세요.
# What is said once in a while in a room that is not approved; empty texts are not said.
unregistered-room = { "" }
filter-warning = 이 방에서 쓰지 않기로 한 말이 들어 있어요.

# --- Options of a command
parameter-unknown = --{ $name } 옵션은 없어요.
parameter-misspelt = --{ $name } 옵션은 없어요. 혹시 --{ $meant } 인가요?
parameter-no-value = --{ $name } 뒤에 값을 적어 주세요.
parameter-wrong = --{ $name } 값은 { $kind ->
        [flag] true나 false여야
        [integer] { $min }부터 { $max }까지의 정수여야
        [number] { $min }부터 { $max }까지의 수여야
        [any-integer] 정수여야
        [any-number] 수여야
        [choice] { $choices } 중 하나여야
       *[text] 글이어야
    } 해요.
parameter-missing = --{ $name } 옵션이 필요해요. { $kind ->
        [flag] true나 false로
        [integer] { $min }부터 { $max }까지의 정수로
        [number] { $min }부터 { $max }까지의 수로
        [any-integer] 정수로
        [any-number] 수로
        [choice] { $choices } 중 하나로
       *[text] 글로
    } 적어 주세요.
parameter-admin-only = --{ $name } 옵션은 관리자만 쓸 수 있어요.
parameter-owner-only = --{ $name } 옵션은 방장만 쓸 수 있어요.

# --- Help
help-title = [도움말]
help-empty = 이 방에서 쓸 수 있는 명령어가 없어요.
help-category = ■ { $category }
help-category-count = { $category } { $count }개
help-command = { $command } – { $description }
help-aliases = 다른 이름: { $aliases }
help-prompt-required = 뒤에 내용을 적어야 해요.
help-hint = { $command } 뒤에 분류나 명령어 이름을 적으면 더 알려 드려요.
help-unknown = ‘{ $word }’에 맞는 분류나 명령어가 없어요. ‘{ $command }’만 보내면 전체 목록이 나와요.

# --- Lotto and version
lotto-title = 🎯 로또 번호 추천
lotto-bonus = 보너스 { $bonus }
version-line = LOA.i { $version }

# --- Approval of phones and rooms
noun-phone = 폰
noun-room = 방
phones-title = { $bot } 폰 { $count }대 (대기 { $waiting })
phones-line = { $number }번 …{ $tail } { $state }{ $practice ->
        [yes] {" "}(연습)
       *[no] {""}
    } · { $connection }{ $version ->
        [none] {""}
       *[other] {" "}· { $version }
    }
phones-connected = 연결됨({ $ago } 응답)
phones-connected-suspect = 응답 늦음({ $ago } 응답)
phones-disconnected = 연결 안 됨
phones-none = 폰이 없어요.
phones-usage =
    이렇게 써 주세요.
    { $command } 목록
    { $command } 승인 3
    { $command } 차단 3 (거절, 해지도 돼요)
    { $command } 상태 3
    번호는 여러 개 적어도 돼요. 승인·거절·차단은 번호 대신 ‘전부’라고 적으면 대기 중인 폰 모두예요.
health-title = { $bot } 폰의 상태
health-phone = { $number }번 …{ $tail }
health-unknown = 아직 알려진 상태가 없어요.
health-rtt = 왕복 { $ms }ms
health-queue = 폰에 쌓인 말 { $count }개
health-rooms = 본 방 { $count }곳
health-outcomes = 결과가 없는 말 { $count }개
health-heard = 마지막으로 전한 말 { $ago }
health-battery = 배터리 { $percent }%{ $charging ->
    [yes] {" "}(충전 중)
    [no] {" "}(충전 안 함)
   *[none] {""}
}
health-heat = 온도 { $degrees }도
health-power-save = 절전 { $on ->
    [yes] 켜짐
   *[no] 꺼짐
}
health-notifications = 알림 접근 { $on ->
    [yes] 됨
   *[no] 안 됨
}
health-memory = 메모리 { $free }/{ $total }MiB 남음
health-storage = 저장 공간 { $free }MiB 남음
health-uptime = 스크립트 실행 { $duration }
health-starts = 스크립트 시작 { $count }번
health-dropped = 잃은 말 { $count }개
health-error = 마지막 오류: { $error }
health-told = 폰의 소식 { $ago }
rooms-title = { $bot } 방 { $count }개 (대기 { $waiting })
rooms-line = { $number }번 { $name } · { $state }{ $home ->
        [yes] {" "}(관리방)
       *[no] {""}
    }
rooms-none = 방이 없어요.
rooms-usage =
    이렇게 써 주세요.
    { $command } 목록
    { $command } 목록 대기
    { $command } 승인 3
    { $command } 차단 3 (거절, 해지도 돼요)
    번호는 여러 개 적어도 돼요. 승인·거절·차단은 번호 대신 ‘전부’라고 적으면 대기 중인 방 모두예요.
list-no-match = ‘{ $word }’에 맞는 것이 없어요.
list-more = … 외 { $count }개
approval-done = { $noun } { JOSA($list, "을/를") } { $state }했어요.
approval-already = 이미 { $state }돼 있어요: { $list }
approval-unknown = 그런 번호의 { JOSA($noun, "이/가") } 없어요: { $numbers }
approval-nothing-waiting = 승인을 기다리는 { JOSA($noun, "이/가") } 없어요.
number-phone = { $number }번
number-room = { $number }번 { $name }

# --- Approve everything
approve-all-done = 모두 승인했어요: 폰 { $phones }대, 방 { $rooms }개
approve-all-phone = 폰 { $number }번 …{ $tail }{ $version ->
        [none] {""}
       *[other] {" "}· { $version }
    }
approve-all-room = 방 { $number }번 { $name }
approve-all-check = 모르는 폰이 있으면 바로 차단해 주세요: #폰 차단 번호
approve-all-nothing = 승인을 기다리는 폰이나 방이 없어요.

# --- Notices to the admins
notice-one = [알림] { $text }
notice-many = [알림] { $count }개를 모았어요.
notice-repeated = { $text } (그 뒤 { $count }번 더)
notice-lost = 전하지 못한 알림: { $count }개
notice-test = [알림] 시험으로 보낸 알림이에요. 이 글이 보이면 잘되고 있어요.
notice-log-error = 서버의 로그에 오류가 남았어요.
notice-log-warning = 서버의 로그에 경고가 남았어요.
notice-command-failed = 방 { $number }번에서 ‘{ $command }’ 명령어가 실패했어요.
notice-phone-gone = 폰 { $number }번(…{ $tail })이 { $minutes }분 넘게 끊겨 있어요. 폰이 켜져 있고 메신저봇이 실행 중인지 봐 주세요.
notice-phone-back = 폰 { $number }번(…{ $tail })이 다시 연결됐어요.
notice-no-phone = 서버가 켜진 뒤로 { $bot } 봇에 연결된 폰이 없어요. 폰이 켜져 있고 메신저봇이 실행 중인지 봐 주세요.
notice-phone-battery = 폰 { $number }번(…{ $tail }) 배터리가 { $percent }%인데 충전되고 있지 않아요. ({ $minutes }분 전 소식)
notice-phone-hot = 폰 { $number }번(…{ $tail })이 { $degrees }도로 뜨거워요. ({ $minutes }분 전 소식)
notice-phone-storage = 폰 { $number }번(…{ $tail })의 저장 공간이 { $mib }MiB만 남았어요. ({ $minutes }분 전 소식)
notice-phone-notifications = 폰 { $number }번(…{ $tail })의 메신저봇이 알림을 읽지 못해요. 알림 접근 권한을 켜 주세요. ({ $minutes }분 전 소식)
notice-phone-restarts = 폰 { $number }번(…{ $tail })의 스크립트가 한 시간 동안 { $count }번 다시 시작했어요. ({ $minutes }분 전 소식)
notice-phone-dropped = 폰 { $number }번(…{ $tail })이 쌓아 둔 말 { $count }개를 잃었어요. ({ $minutes }분 전 소식)
notice-phone-version = 폰 { $number }번(…{ $tail })의 { $name } 버전이 { $before }에서 { $after }(으)로 바뀌었어요.
notice-phone-rate = 폰 { $number }번(…{ $tail })이 버전이 바뀐 뒤 { $minutes }분 동안 말을 { $count }개만 전했어요. 보통 때의 10분의 1도 안 돼요.
notice-phone-outcomes = 폰 { $number }번(…{ $tail })이 { $minutes }분째 말의 결과를 알려 주지 않아요. (이어서 { $count }개)
notice-phone-silent = 폰 { $number }번(…{ $tail })이 늘 붐비던 방 { $room }번의 말을 { $minutes }분째 전하지 않아요. (조용한 방 { $count }곳) 카카오톡과 알림을 봐 주세요.
notice-rooms-moved = 폰 { $number }번이 { $seconds }초째 답이 없어서, 방 { $count }곳을 폰 { $to }번이 맡았어요.
notice-slowed = 폰 { $number }번이 한 시간 동안 말을 많이 해서, 말 사이의 쉬는 시간을 { $factor }배로 늘렸어요.
notice-canary-lost = 방 { $room }번에 시험으로 보낸 말이 { $minutes }분 동안 도착하지 않았어요. (결과: { $state ->
    [failed] 실패
    [unknown] 알 수 없음
    [expired] 기한 지남
   *[none] 없음
})
canary-text = 연결을 확인하고 있어요. ({ $mark })
pending-title = 승인을 기다려요.
pending-phone = 새 폰 { $number }번 …{ $tail } → #폰 승인 { $number }
pending-room = 새 방 { $number }번 { $name } → #방 승인 { $number }
pending-all = 한꺼번에 → #모두 승인

# --- New nicknames
nickname-changed = 닉네임이 바뀌었어요: { $before } → { $name }
nickname-history = 그동안 쓴 이름
nickname-line = · { $name } ({ $ago })

# --- The first admin
admin-registered = { $name }님을 관리자로 등록했어요. 이 방이 관리방이에요.
admin-code-wrong = 등록 코드가 맞지 않아요. 서버 터미널에 나온 코드를 확인해 주세요.
admin-user-unknown = 누가 보냈는지 알 수 없어서 등록하지 못했어요.

# --- Why the bot was silent
unanswered-last = ‘{ $room }’ 방에서 { $sender }님이 { $ago } 한 말: { $text }
unanswered-none = ‘{ $room }’ 방에는 요즘 답하지 않은 말이 없어요.
unanswered-told = 관리방에 알려 드렸어요.
unanswered-no-home = 다른 방의 말은 관리방에서만 볼 수 있어요. #관리자등록 코드로 관리방을 먼저 정해 주세요.

# --- Rooms in which somebody is the same person
link-code =
    { $name }님의 번호: { $code }
    10분 안에 다른 방에서 이렇게 보내 주세요.
    { $command } { $code }
link-half =
    { $name }님, 하나 남았어요. 번호를 받았던 방에서 이렇게 보내 주세요.
    { $command } { $code }
    남이 시킨 일이면 여기서 이렇게 보내 주세요: { $command } 해제
link-done = 두 방을 이었어요. 이제 방 { $count }개에서 같은 사람으로 알아봐요.
link-already = 이미 이어진 방이에요.
link-same-room = 이 번호는 다른 방에서 보내 주세요.
link-wrong = 번호가 맞지 않거나 10분이 지났어요. 새 번호를 받으려면 이렇게 보내 주세요: { $command }
link-locked = 틀린 번호가 많았어요. 한 시간 뒤에 다시 해 주세요.
link-full = 지금은 더 이을 수 없어요.
link-removed = 이 방을 떼어 냈어요. 다른 방의 권한은 이제 여기서 쓸 수 없어요.
link-none = 이 방은 이어져 있지 않아요.
link-user-unknown = 누가 보냈는지 알 수 없어서 이을 수 없어요.
link-usage =
    이렇게 써 주세요.
    { $command } – 번호를 받아요
    { $command } 123456 – 다른 방에서 받은 번호를 보내요
    { $command } 해제 – 이 방을 떼어 내요
