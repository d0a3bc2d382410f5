### Points of members and rooms.

# --- What somebody has
points-balance = 💰 { $name }님의 포인트는 { $points }점이에요.
points-summary = 💰 { $name }님의 포인트
    지금 { $points }점
    받은 포인트 { $received }점
    쓴 포인트 { $given }점
points-statement = 💰 { $name }님의 포인트 내역 (지금 { $points }점)
points-statement-none = 아직 내역이 없어요.
points-line = { $at } { $kind } { $amount } → { $balance }점{ $actor ->
        [none] {""}
       *[other] {" "}· { $actor }
    }{ $note ->
        [none] {""}
       *[other] {" "}· { $note }
    }
points-kind-grant = 지급
points-kind-monthly = 매달 포인트
points-kind-attendance = 출석
points-kind-spend = 사용
points-kind-refund = 돌려받음
points-kind-take = 차감
points-kind-send = 송금
points-kind-merge = 회원 합침
points-kind-unmerge = 합침 되돌림

# --- What is done
points-granted = ✅ { $name }님에게 { $points }점을 드렸어요. 이제 { $balance }점이에요.
points-taken = ✅ { $name }님의 포인트에서 { $points }점을 뺐어요. 이제 { $balance }점이에요.
points-sent = ✅ { $name }님에게 { $points }점을 보냈어요. 남은 포인트는 { $balance }점이에요.
points-already = 이미 처리한 요청이에요. 포인트는 한 번만 움직였어요.
points-short = { $name }님의 포인트가 모자라요. 지금 { $balance }점이에요.
points-full = { $name }님의 포인트가 가득 차서 더 드릴 수 없어요.
points-not-to-yourself = 나에게는 보낼 수 없어요. 다른 분의 이름을 적어 주세요.

# --- Who is meant
points-nobody = 이 방에서 '{ $name }'님을 찾지 못했어요. 지금 쓰는 이름을 그대로 적어 주세요.
points-which = '{ $name }'님이 여러 분이에요. 이름 뒤에 번호를 붙여 주세요. 예: { $name }#1
points-which-line = #{ $number } { $name } · { $ago }에 말함
points-user-unknown = 누구인지 알 수 없는 방이라 포인트를 쓸 수 없어요.

# --- Attendance
attendance-done = 📅 { $name }님, 출석했어요! { $points ->
        [none] {""}
       *[other] +{ $points }점
    }
    이어서 { $streak }일째, 모두 { $days }일
attendance-bonus = 🎁 { $streak }일 연속 출석 덤 +{ $bonus }점
attendance-balance = 지금 포인트 { $balance }점
attendance-already = { $name }님은 오늘 이미 출석했어요. 이어서 { $streak }일째예요.

# --- The room
room-points-granted = ✅ 방 포인트를 { $points }점 채웠어요. 이제 { $balance }점이에요.
room-points-taken = ✅ 방 포인트에서 { $points }점을 뺐어요. 이제 { $balance }점이에요.
room-points-short = 방 포인트가 모자라요. 지금 { $balance }점이에요.
room-points-full = 방 포인트가 가득 차서 더 채울 수 없어요.
room-points-balance = 💰 이 방의 포인트는 { $points }점이에요.
room-points-summary = 💰 이 방의 포인트
    지금 { $points }점
    받은 포인트 { $received }점
    쓴 포인트 { $given }점
room-points-statement = 💰 이 방의 포인트 내역 (지금 { $points }점)

# --- What is wrong
points-amount = 포인트는 1점부터 { $most }점까지 숫자로 적어 주세요. 예: { $command } { $word } 홍길동 100
room-points-amount = 포인트는 1점부터 { $most }점까지 숫자로 적어 주세요. 예: { $command } { $word } 100
points-send-off = 포인트를 서로 보내는 기능은 꺼져 있어요. 관리자에게 물어봐 주세요.
points-mode-elsewhere = AI 사용 방식은 여기서 바꾸지 않아요. 설정 파일의 llm_settings에서 바꿔 주세요.
points-unavailable = 지금은 포인트 장부를 볼 수 없어요. 잠시 뒤에 다시 해 주세요.
points-not-booked = 지금은 포인트 장부에 적지 못했어요. 잠시 뒤에 내역을 보고 다시 해 주세요.
points-usage = 💰 포인트는 이렇게 써요. 돈으로 바꿀 수는 없어요.
    { $command } - 내 포인트
    { $command } 내역 10 - 마지막 10개
    { $command } 통계 - 받은 것과 쓴 것
points-usage-send = { $command } 송금 홍길동 100 - 다른 분에게 보내기
points-usage-admin = 관리자
    { $command } 지급 홍길동 100 까닭
    { $command } 차감 홍길동 100 까닭
room-points-usage = 💰 방 포인트는 이렇게 써요.
    { $command } - 방의 포인트
    { $command } 내역 10 - 마지막 10개
    { $command } 통계 - 받은 것과 쓴 것
    { $command } 지급 100 까닭
    { $command } 차감 100 까닭
