### What is kept of a member, and its end.

my-data-overview = 🔐 이 방에서 보관하는 내 자료
    이름: { $names }
    글: { $lines }개{ $oldest ->
        [none] {""}
       *[other] {" "}({ $oldest }부터)
    } · 글은 { $days }일 동안 보관해요
    저장된 답변: { $answers }개 · 할 일: { $todos }개
    포인트: { $points }점 · 연결된 다른 방: { $linked }곳
    순위·요약·분석: { $excluded ->
        [yes] 빠져 있어요
       *[no] 들어가 있어요
    }
    
    { $command } 뒤에 ‘내보내기’, ‘삭제’, ‘제외’, ‘포함’을 붙일 수 있어요.
my-data-none = 보관하고 있는 자료가 없어요.
my-data-usage = { $command } (보기), { $command } 내보내기, { $command } 삭제, { $command } 제외(순위·요약·분석에서 빠지기), { $command } 포함
my-data-unknown = 이 방에서는 누구인지 확인할 수 없어요. 자료를 보거나 지우려면 운영자에게 부탁해 주세요.
my-data-exported = 📦 자료를 파일로 만들었어요. 운영자에게 ‘{ $file }’ 파일을 달라고 해 주세요. 7일 뒤에 지워져요.
my-data-confirm = ⚠️ 이 방에서 한 말, 이름, 순위, 포인트, 할 일이 모두 지워지고 되돌릴 수 없어요. 지우려면 5분 안에 ‘{ $command } 삭제 { $code }’라고 보내 주세요.
my-data-wrong-code = 번호가 맞지 않아요. 지우려면 5분 안에 ‘{ $command } 삭제 { $code }’라고 보내 주세요.
my-data-erased = 🧹 모두 지웠어요. 글 { $lines }개, 봇의 답변 { $answers }개, 기록 { $facts }개를 지우고 포인트 { $points }점을 거두었어요. 다른 사람이 한 말과 휴대폰의 카카오톡에 있는 글은 그대로예요. 다시 말하면 그때부터 새로 기록돼요.
my-data-erasing = 🧹 지우기 시작했어요. 다 지울 때까지 시간이 조금 걸려요.
my-data-admin = 관리자는 먼저 관리자 권한을 내려놓아야 지울 수 있어요. 운영자에게 부탁해 주세요.
my-data-away = 지금은 자료를 볼 수 없어요. 잠시 뒤에 다시 보내 주세요.
my-data-excluded = 🙈 순위, 요약, 분석에서 뺐어요.
my-data-included = 🙂 순위, 요약, 분석에 다시 넣었어요.

# --- The command line
privacy-unknown-member = 이 방에 그런 사람이 없습니다: { $member }
privacy-several = 이름이 같은 사람이 여럿입니다. 해시로 지정해 주세요: { $members }
privacy-exported = 파일을 만들었습니다: { $file } (7일 뒤에 지워집니다)
privacy-erased = 모두 지웠습니다: 글 { $lines }개, 봇의 답변 { $answers }개, 기록 { $facts }개, 포인트 { $points }점
privacy-erasing = 지우기 시작했습니다. 끝났는지는 ‘loai-server privacy list’로 볼 수 있습니다.
privacy-admin = 관리자입니다. 먼저 ‘loai-server admins remove’로 권한을 거두어 주세요.
privacy-sure = 지우면 되돌릴 수 없습니다. 정말 지우려면 --yes를 붙여 주세요.
privacy-none = 지운 사람이 없습니다.
privacy-row = { $at }  방 { $room }  { $actor ->
        [member] 본인이 요청
       *[other] 운영자가 실행
    }  { $state ->
        [done] 끝남
       *[other] 지우는 중
    }: 글 { $lines }개, 답변 { $answers }개, 기록 { $facts }개, 포인트 { $points }점
