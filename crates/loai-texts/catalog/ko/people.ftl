### Members of rooms: their names through time, and who is one person.

# --- Who is meant
members-away = 지금은 회원 기록을 볼 수 없어요. 잠시 뒤에 다시 보내 주세요.
members-nobody = 이 방에서 '{ $name }'님을 찾지 못했어요. 지금 쓰는 이름이나 번호를 적어 주세요.
members-which = '{ $name }'님이 여러 분이에요. 이름 대신 번호를 적어 주세요.
members-which-line = { $number }번 { $name } · { $ago }에 말함 · { $lines }마디
members-label = { $name }({ $number }번)

# --- Names through time
names-title = 🏷️ { $name }님({ $number }번)이 이 방에서 쓴 이름 { $count }개
names-line = { $since }부터 { $name }{ $number ->
        [none] {""}
       *[other] {" "}· { $number }번
    }
names-none = 아직 남아 있는 이름이 없어요.
names-own-only = 다른 분의 이름 기록은 방장과 관리자만 볼 수 있어요. 내 기록은 { $command }만 보내 주세요.

# --- Two who are one
merge-suggestions = 🔗 같은 분일지도 몰라요. 앞 번호는 그 뒤로 말이 없고, 뒤 번호는 같은 이름으로 새로 왔어요.
merge-suggestion = { $oldname } { $old }번 (마지막 { $last }, { $oldlines }마디) → { $newname } { $new }번 (처음 { $first }, { $newlines }마디) · { $command } { $old } { $new }
merge-no-suggestions = 같은 분으로 보이는 회원이 없어요. 직접 합치려면 { $command } 예전번호 새번호
merge-list = 🔗 합쳐진 회원
merge-line = { $number }번: { $old } → { $new } · { $since }
merge-none = 합쳐진 회원이 없어요.
merge-done = ✅ { $old }님을 { $new }님과 한 사람으로 합쳤어요.
merge-points = 포인트 { $points }점도 옮겼어요.
merge-points-later = 포인트는 장부가 다시 답하는 대로 옮길게요.
merge-way-back = 되돌리려면 { $command } 취소 { $number }
unmerge-done = ↩️ { $old }님과 { $new }님을 다시 나눴어요.
unmerge-points = 옮겼던 포인트 { $went }점 가운데 { $points }점을 돌려줬어요.
merge-same = 이미 같은 한 사람이에요.
merge-before = 앞에 적은 분은 이미 합쳐져 있어요. 다시 합치려면 먼저 { $command } 취소 { $number }
merge-onward = 그 뒤에 한 번 더 합쳤어요. 먼저 { $command } 취소 { $number }
merge-unknown = 이 방에 그런 번호의 합치기가 없거나 이미 되돌렸어요. { $command } 내역으로 볼 수 있어요.
merge-full = 합쳐진 회원이 너무 많아서 더 합칠 수 없어요.
merge-usage = 🔗 한 사람인 두 회원을 이렇게 합쳐요. 순위와 포인트를 하나로 세고, 언제든 되돌릴 수 있어요.
    { $command } - 같은 분으로 보이는 회원
    { $command } 예전이름 새이름 - 합치기 (번호도 돼요)
    { $command } 내역 - 합쳐진 회원
    { $command } 취소 번호 - 되돌리기
    관리자는 뒤에 --방 번호를 붙여 다른 방을 볼 수 있어요.

# --- The command line
people-empty = 이 방에서 말한 사람이 아직 없어요.
people-suggestions-none = 같은 사람으로 보이는 회원이 없어요.
people-merges-none = 합쳐진 회원이 없어요.
people-unknown = 그런 회원이 없어요: { $user }
people-ambiguous = 같은 이름의 회원이 여럿이에요. 번호로 골라 주세요: { $numbers }
people-merged = 합쳤어요. 되돌리려면: loai-server people undo { $number }
people-unmerged = 다시 나눴어요: { $number }
people-moved = 옮긴 포인트: { $points }
people-moved-later = 포인트는 장부가 답하는 대로 옮겨요.
people-same = 이미 한 사람이에요.
people-before = 이미 합쳐져 있어요. 먼저 되돌려 주세요: loai-server people undo { $number }
people-onward = 그 뒤의 합치기를 먼저 되돌려 주세요: loai-server people undo { $number }
people-unknown-merge = 그런 번호의 합치기가 없거나 이미 되돌렸어요: { $number }
people-points-away = 포인트 장부가 답하지 않아 되돌리지 않았어요. 잠시 뒤에 다시 해 주세요.
people-names = 이름
people-rooms = 이어진 방
people-accounts = 합쳐진 회원
people-points = 포인트
column-lines = 마디
column-seen = 마지막으로 말함
column-counts-as = 합쳐진 곳
column-since = 언제부터
column-old = 예전 회원
column-new = 새 회원
