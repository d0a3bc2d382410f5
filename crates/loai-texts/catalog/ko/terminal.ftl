### What the operator reads in the terminal.

# --- Start
start-ready = 준비됐어요 ({ $ms }ms)
start-created = 처음이라 새로 만들었어요: { $files }
start-address = 폰에 입력할 주소: { $address }:{ $port }
start-local-only = 폰 주소가 이 컴퓨터에서만 열려 있어요: { $address }:{ $port }
start-tls = TLS로 접속할 주소: { $address } (인증서 SHA-256: { $pin })
start-bot = 봇: { $bot }
start-bot-key = 폰 스크립트에 넣을 키 보기: loai-server bots key { $bot }
start-phones = 연결된 폰: { $connected }대 (등록 { $known }대, 대기 { $waiting }대)
start-rooms = 방: { $known }개 (대기 { $waiting }개)
start-admin-code = 첫 관리자 등록: 관리자로 쓸 방에서 #관리자등록 { $code }
start-try = 지금 해 보려면 다른 터미널에서: { $command }
start-stop-hint = 멈추려면 Ctrl+C
start-warnings = 설정에서 확인할 점이 { $count }개 있어요.
start-failed = 시작하지 못했어요: { $reason }
start-address-in-use = { $address } 주소를 이미 다른 프로그램이 쓰고 있어요. { $option } 로 다른 주소를 정할 수 있어요.
admin-token-readable = HTTP 토큰 파일을 다른 사용자도 읽을 수 있어서 시작하지 않았어요. 고치려면: chmod 600 { $path }
start-already-running = 이 데이터 폴더를 쓰는 서버가 이미 켜져 있어요: { $path }
start-other-journal = 이 데이터베이스는 다른 데이터 폴더의 것이고, { $path } 폴더에는 따로 받은 기록이 있어요. 이 데이터베이스와 짝인 데이터 폴더를 쓰거나 다른 데이터베이스를 정해 주세요.

# --- While it runs
phone-waiting = 새 폰 { $number }번(…{ $tail })이 승인을 기다려요. 승인하려면: loai-server phones approve { $number }
room-waiting = 새 방 { $number }번 { JOSA($name, "이/가") } 승인을 기다려요. 승인하려면: loai-server rooms approve { $number }
journal-failing = 기록을 저장하지 못하고 있어요. 답장은 계속하지만 대화 기록이 빠지고 있어요. 자세한 까닭은 로그에 있어요. (빠진 줄: { $count })
journal-filling = 데이터베이스에 아직 저장하지 못한 기록이 저널의 { $percent }%를 채웠어요. 가득 차면 대화 기록이 빠져요.
database-writer-lost = 데이터베이스에 저장하는 부분이 고장 나서 서버를 멈출게요. 받은 것은 저널에 있고 다음에 켤 때 저장돼요. 자세한 까닭은 로그에 있어요.
database-failing = 데이터베이스에 저장하지 못하고 있어요. 답장은 계속하고, 돌아오면 밀린 것을 저장해요. 자세한 까닭은 로그에 있어요.
database-back = 데이터베이스가 돌아왔어요. 밀린 { $count }줄을 저장해요.

# --- Stop
stop-draining = 하던 일을 마치고 멈출게요. 한 번 더 누르면 바로 꺼져요.
stop-summary = 받은 말 { $received } · 답한 말 { $answered } · 실패 { $failed } · 저장 { $stored } · 켜져 있던 시간 { $duration }
stop-unstored = 아직 저장하지 못한 { $count }줄은 다음에 켤 때 저장돼요.
stop-done = 멈췄어요.

# --- check and migrate
check-good = 설정에 잘못이 없어요.
check-errors = 잘못 { $errors }개, 확인할 점 { $warnings }개
check-path = 확인한 폴더: { $path }
check-database = 확인한 곳: 데이터베이스와 { $path } 폴더
migrate-done = 데이터베이스를 새 버전으로 바꿨어요. 적용 { $count }개
migrate-nothing = 데이터베이스가 이미 최신이에요.

# --- Settings and their revisions
settings-empty = 데이터베이스에 아직 설정이 없어요. 서버를 한 번 켜면 설정 파일을 가져와요.
settings-taken-over = 데이터베이스에 설정이 없어서 설정 파일을 가져왔어요. 문서 { $count }개
settings-bad-name = 문서 이름은 settings/봇이름.json 또는 commands/봇이름.json 이에요: { $name }
settings-unknown = 그런 문서가 없어요: { $name }
settings-unknown-revision = { $name } 문서에 { $revision }번 기록이 없어요.
settings-nothing-found = 이 폴더에 설정 문서가 없어요: { $path }
settings-exported = 내보낸 문서 { $count }개: { $path }
settings-changed = 바꿨어요: { $name } (기록 { $revision }번)
settings-removed = 지웠어요: { $name } (기록 { $revision }번)
settings-same = 이미 같은 내용이라 바꾸지 않았어요.
settings-unexpected = 그사이 바뀌어서 그대로 두었어요: { $name } (지금 기록: { $revision }번)
settings-conflict = 방금 다른 곳에서 바꿔서 그대로 두었어요. 다시 해 주세요: { $name }
settings-effect = 서버가 설정을 다시 읽을 때 적용돼요.
settings-author-file = 파일
settings-author-import = 가져오기
settings-author-cli = 명령줄
settings-note-removed = 지움
settings-note-restored = { $revision }번 되돌림
column-document = 문서
column-revision = 기록
column-at = 시각
column-author = 누가
column-note = 메모

# --- Tables and results of the command line
column-number = 번호
column-bot = 봇
column-name = 이름
column-state = 상태
column-device = 기기
column-version = 버전
column-address = 주소
column-connection = 연결
column-answered = 마지막 응답
column-battery = 배터리
column-kakao = 카카오톡
column-app = 메신저봇
column-rtt = 왕복
column-heard = 마지막 말
column-channel = 방 ID
column-user = 사용자
column-home = 관리방
column-practice = 연습
column-changed = 마지막 변경
column-actor = 누가
column-action = 한 일
column-target = 대상
column-detail = 내용
column-done = 됐나요
column-id = ID
column-class = 종류
column-reason = 까닭
column-from = 빠르면
column-left = 남은 시간
column-text = 내용
word-yes = 예
word-no = 아니요
word-connected = 연결됨
word-suspect = 응답 늦음
word-disconnected = 연결 안 됨
word-every-room = 모든 방
word-former-key = 이전 키
word-none = 없음
word-variable = 환경 변수
phones-empty = 아직 폰이 없어요. 폰을 연결하면 여기에 나와요.
phones-set = 폰 { $number }번을 { $state }했어요.
phones-already = 폰 { $number }번은 이미 { $state }돼 있어요.
phones-unknown = 그런 번호의 폰이 없어요: { $number }
rooms-empty = 아직 방이 없어요. 폰이 말을 전하면 여기에 나와요.
rooms-set = 방 { $number }번 { JOSA($name, "을/를") } { $state }했어요.
rooms-already = 방 { $number }번 { JOSA($name, "은/는") } 이미 { $state }돼 있어요.
rooms-unknown = 그런 번호의 방이 없어요: { $number }
rooms-unknown-name = 그런 이름의 방이 없어요: { $name }
rooms-ambiguous = 같은 이름의 방이 여러 개예요. 번호로 골라 주세요: { $numbers }
set-nothing-waiting = 승인을 기다리는 것이 없어요.
bots-empty = 봇이 없어요. config/settings 폴더에 봇이름.json 을 만들어 주세요.
bots-unknown = 그런 이름의 봇이 없어요: { $bot }
bots-key = 폰 스크립트의 비밀 키: { $key }
bots-salt = 폰 스크립트의 소금(salt): { $salt }
bots-key-warning = 이 값은 비밀이에요. 폰 스크립트에만 넣어 주세요.
script-written = 폰 스크립트를 { $path } 에 썼어요. MessengerBotR에 그대로 붙여 넣으면 돼요.
script-warning = 이 스크립트에는 폰 { $phone } 의 비밀 키가 들어 있어요. 다른 사람에게 주지 말고, 폰 하나에만 넣어 주세요.
script-phone = 폰 이름에는 영문, 숫자, 점, 밑줄, 빼기만 64자까지 쓸 수 있어요: { $name }
script-no-tls = TLS 주소가 없어요. loai.toml의 [phones]에 tls_listen을 정하거나 --server로 주소를 적어 주세요.
script-not-written = { $path } 에 쓰지 못했어요: { $reason }
bots-rotated = 새 키를 만들었어요. 폰 스크립트에 넣을 새 키 보기: loai-server bots key { $bot }
bots-overlap = 폰이 모두 새 키로 바뀔 때까지, 이전 키도 { $duration } 동안 받아요.
bots-no-overlap = 이전 키는 더 받지 않아요.
bots-still-overlapping = 지난번 이전 키를 아직 { $duration } 동안 받고 있어서 바꾸지 않았어요. 그 키를 쓰는 폰이 끊겨도 되면 --force 를 붙여 주세요.
bots-former = { $bot } (이전 키를 { $duration } 더 받아요. 이전 키를 쓰는 폰 번호: { $phones })
secrets-set = 비밀 값을 봉인했어요: { $name }
secrets-unset = 비밀 값을 지웠어요: { $name }
secrets-unknown = 그런 이름의 비밀 값이 없어요: { $name }
secrets-empty = 아직 비밀 값이 없어요. 넣으려면: loai-server secrets set openai.key
secrets-prompt = { $name } 값을 넣어 주세요 (화면에 보이지 않아요):
secrets-no-terminal = 물어볼 터미널이 없어요. 값을 표준 입력으로 주려면 --stdin 을 붙여 주세요.
secrets-unreadable = 값을 읽지 못했어요: { $reason }
secrets-no-value = 값이 비어 있어서 넣지 않았어요.
secrets-too-long = 값이 너무 길어요 (최대 { $kib } KiB).
secrets-rotated = 새 키로 모두 다시 봉인했어요. 예전 백업은 예전 키로만 열려요.
secrets-kept = 이미 다른 값이 있어서 그대로 뒀어요: { $name }
secrets-left = 값이 없어서 옮기지 않았어요: { $path }
secrets-converted = 옮긴 비밀 값: { $count }개
secrets-nothing-to-convert = 옮길 예전 형식의 파일이 없어요.
audit-empty = 아직 기록이 없어요.
admins-empty = 아직 관리자가 없어요. 등록 코드 보기: loai-server admins code
admins-code = 관리자로 쓸 방에서 보내세요: #관리자등록 { $code }
admins-code-lifetime = 이 코드는 한 시간 안에 한 번만 쓸 수 있어요.
admins-added = 관리자를 추가했어요: { $user }
admins-removed = 관리자를 뺐어요: { $user }
admins-unknown = 그런 관리자가 없어요: { $user }
control-not-running = 서버가 켜져 있을 때만 할 수 있어요: { $path }
bots-choose = 봇이 여러 개예요. --bot 으로 골라 주세요.
control-unreachable = 서버에 연결하지 못했어요: { $path }
change-not-stored = 저장하지 못해서 바꾸지 않았어요: { $reason }

# --- Test of the notices
notify-room = { $bot } 관리방
notify-webhook = { $kind } 웹훅
notify-sent = 보냈어요.
notify-no-home = 관리방이 없어요. 관리방으로 쓸 방에서 등록 코드를 보내면 생겨요 (loai-server admins code).
notify-not-approved = 관리방이 승인되지 않아서 보내지 않았어요.
notify-no-phone = 지금 말할 수 있는 폰이 없어요.
notify-refused = 거절당했어요 ({ $status }). config/loai.toml 의 [notify] 주소나 토큰을 확인해 주세요.
notify-busy = 잠시 뒤에 다시 보내라고 해요.
notify-timed-out = 제때 답하지 않았어요.
notify-unreachable = 연결하지 못했어요. 인터넷 연결과 주소를 확인해 주세요.
notify-resting = 여러 번 실패해서 잠시 보내지 않고 있어요.
notify-strange = 알 수 없는 답이 왔어요. config/loai.toml 의 [notify] 주소를 확인해 주세요.
notify-no-webhook = 외부 웹훅은 정해져 있지 않아요 (config/loai.toml 의 notify.kind).
notify-off = 알림이 꺼져 있어요 (config/loai.toml 의 notify.enabled).

# --- A conversation with the simulated phone
chat-joined = "{ $room }"에 { JOSA($sender, "으로/로") } 들어왔어요. { $bot }에게 말을 걸어 보세요. (끝내기: Ctrl+D)
chat-joined-again = 다시 연결됐어요.
chat-cannot-connect = { $address }에 연결하지 못했어요. 서버(loai-server)가 켜져 있나요? ({ $reason })
chat-pending = 이 폰({ $device })은 아직 승인되지 않아서 대답을 받을 수 없어요. 서버가 있는 컴퓨터에서 ‘loai-server phones list’ 명령으로 번호를 보고 ‘loai-server phones approve 번호’ 명령으로 승인해 주세요. (봇: { $bot })
chat-rejected = 서버가 이 폰을 받아 주지 않았어요: { $reason }
chat-dropped = 연결이 끊어졌어요. { $seconds }초 뒤에 다시 연결할게요.
chat-no-answer = (대답 없음) { $reason }
chat-no-answer-unknown = (대답 없음) 서버도 이유를 몰라요.
chat-no-answer-unexplained = (대답 없음) 이유는 같은 컴퓨터에서 켜진 loai-server가 알려 줄 수 있어요. --data로 서버의 데이터 폴더를 알려 주세요.
chat-more = … [전체보기]
chat-media = [사진이나 파일 { $count }개]
chat-unusable = (이 폰이 이해하지 못하는 줄을 서버가 보냈어요: { $reason })
chat-no-bot = { $folder } 폴더에 봇 설정이 없어요. 여기에서 loai-server를 먼저 한 번 켜 주세요. (또는 --bot, --secret, --salt로 알려 주세요.)

# --- What becomes of a message
explain-title = { $number }번 ‘{ $name }’ 방에서 이렇게 말하면: { $text }
explain-no-message = 저장된 말 중에 { $id } 가 없어요.
explain-step = { $decision ->
        [pass] ✓ { $step }: 통과 ({ $micros }µs)
        [stop] ✗ { $step }: 여기서 멈춰요 ({ $micros }µs)
        [answer] ● { $step }: 답해요 – { $text } ({ $micros }µs)
       *[run] ● { $step }: 실행해요 – { $text } ({ $micros }µs)
    }
step-phone = 폰
step-ignored = 무시할 사람
step-filter = 걸러낼 말
step-resolve = 명령어 찾기
step-category = 분류
step-role = 권한
step-schedule_only = 예약 전용
step-parameters = 옵션
step-prompt = 내용
step-cooldown = 쉬는 시간
step-daily_limit = 하루 한도
step-command = 명령어
step-auto_reply = 자동응답
step-suggest = 비슷한 명령어
rehearse-difference = { $difference ->
        [appears] + { $number }번 { $room } “{ $text }” → { $after }
        [vanishes] - { $number }번 { $room } “{ $text }” → (대답 없음, 전에는 { $before })
       *[changes] ~ { $number }번 { $room } “{ $text }” → { $after } (전에는 { $before })
    }
rehearse-summary = 말 { $heard }개: 새로 답함 { $appears }, 답하지 않게 됨 { $vanishes }, 달라짐 { $changes }

# --- Settings that are in force
config-key = 키
config-value = 값
config-origin = 나온 곳
level-built-in = 기본값
level-server = 서버
level-bot = 봇
level-room = 방

# --- Texts of the operator's own
flaw-error = 오류
flaw-warning = 주의
flaw-syntax = 형식이 올바르지 않습니다 (영어 설명: { $word })
flaw-twice = 같은 키가 이미 있습니다
flaw-unknown-key = 모르는 키라서 쓰이지 않습니다
flaw-unknown-variable = '{ $word }' 변수는 이 문구에 없습니다
flaw-missing-variable = '{ $word }' 변수가 빠져 있습니다
flaw-unknown-reference = '{ $word }' 문구나 함수가 없습니다
flaw-suggestion = . 혹시 '{ $word }'인가요?
