### What is to be said, and the emergency stop: for rooms and terminals alike.

class-reply = 답
class-notice = 알림
class-push = 확장
class-scheduled = 예약
class-news = 뉴스

held-turn = 차례 기다림
held-no-phone = 말할 폰 없음
held-no-session = 방이 조용함
held-room-budget = 방 속도 제한
held-phone-budget = 폰 속도 제한
held-link-budget = 링크 속도 제한
held-quiet-hours = 조용한 시간
held-halted = 긴급정지
held-outcome = 폰의 결과 기다림
held-observer = 다른 폰의 확인 기다림
held-person = 말했는지 모름

# --- What waits
deliveries-title = { $bot } 발송: 기다리는 말 { $count }개
deliveries-none = 기다리는 말이 없어요.
deliveries-stopped = 긴급정지 중이에요 ({ $actor }, { $ago }).
deliveries-classes = 종류: { $list }
deliveries-reasons = 까닭: { $list }
deliveries-count = { $word } { $count }
deliveries-phone = 폰 { $number }번: 1분에 { $minute }개, 1시간에 { $hour }개{ $slowed ->
        [1] {""}
       *[other] {" "}({ $slowed }배 천천히)
    } · 맡은 방 { $rooms }개
deliveries-line = { $position }) { $room } · { $class } · { $held }{ $from ->
        [none] {""}
       *[other] {" "}({ $from } 뒤)
    }{ $left ->
        [none] {""}
       *[other] {" "}· { $left } 남음
    }{ $text ->
        [none] {""}
       *[other] {" "}· { $text }
    }
deliveries-again = 다시 말할게요: { $list }
deliveries-dropped = 버렸어요: { $list }
deliveries-still-waiting = 아직 차례를 기다리는 말이에요: { $list }
deliveries-gone = 없거나 이미 끝난 말이에요: { $list }
deliveries-usage =
    이렇게 써 주세요.
    { $command }
    { $command } 다시 3 (말했는지 모르는 것만 돼요. 두 번 보일 수 있어요)
    { $command } 버림 3
    번호는 { $command } 목록의 번호이고, 여러 개 적어도 돼요. 버림은 번호 대신 ‘전부’라고 적으면 기다리는 말 모두예요.

# --- Emergency stop
halt-on =
    이 봇의 말을 모두 멈췄어요. 기다리는 말: { $count }개
    다시 말하게 하려면: { $command } 해제
halt-on-already = 이미 멈춰 있어요 ({ $actor }, { $ago }). 다시 말하게 하려면: { $command } 해제
halt-off = 다시 말할게요. 기다리던 말: { $count }개
halt-off-already = 멈춰 있지 않아요.
halt-off-everywhere = 서버 전체가 멈춰 있어요 ({ $actor }, { $ago }). 서버에서 풀어 주세요: loai-server halt off
halt-usage =
    이렇게 써 주세요.
    { $command }
    { $command } 해제

# --- The command line
deliveries-halted-bot = { $bot }: 긴급정지 중 ({ $actor }, { $ago })
deliveries-said-again = 다시 말할게요: { $id }
deliveries-given-up = 버렸어요: { $id }
deliveries-unknown = 없거나 이미 끝났거나 다시 말할 수 없는 것이에요: { $id }
halt-cli-on = 모두 멈췄어요: { $bot }
halt-cli-off = 다시 말할게요: { $bot }
halt-cli-on-already = 이미 멈춰 있어요: { $bot }
halt-cli-off-already = 멈춰 있지 않아요: { $bot }
halt-every-bot = 모든 봇
