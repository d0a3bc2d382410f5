### What an import tells the operator.

# --- Frame of the report
import-dry-run = 미리 보기예요. 아무것도 바꾸지 않았어요.
import-from = 가져오는 곳: { $source }
import-progress = { $what }: { $done } / { $all }
import-written = 바뀐 파일: { $file }
import-would-write = 바뀔 파일: { $file }
import-no-file-changes = 바뀌는 설정 파일이 없어요.
import-complete = 가져오기를 마쳤어요.
import-incomplete = 가져오지 못한 것이 { $count }개 있어요. 위의 목록을 봐 주세요.
import-interrupted = 가져오다가 멈췄어요: { $reason } 같은 명령을 다시 실행하면 이어서 가져와요.
import-server-runs = 이 데이터 폴더를 쓰는 서버가 켜져 있어서 가져올 수 없어요. 서버를 멈춘 뒤에 다시 해 주세요: { $path }
import-settings-broken = 설정에 잘못이 있어서 가져오지 않았어요. 먼저 고쳐 주세요.
import-bad-zone = '{ $zone }' 시간대는 없어요 (예: Asia/Seoul)
import-bad-bot-name = '{ $bot }' 이름은 봇 이름으로 쓸 수 없어요. 영문자, 숫자, 점, 밑줄, 붙임표만 쓸 수 있어요.
import-which-room = 어느 방의 대화인지 알 수 없어요. --bot 과 함께 --channel 이나 --room 으로 정해 주세요.
import-several-rooms = '{ $room }' 이름의 방이 여럿이에요. --channel 로 정해 주세요: { $channels }

# --- What became of things
import-taken = ■ 가져왔어요: { $count }
import-present = ■ 이미 있어요: { $count }
import-repaired = ■ 고쳐서 가져왔어요: { $count }
import-later = ■ 나중에 쓰려고 그대로 두었어요: { $count }
import-kept = ■ 값이 달라서 있던 것을 남겼어요: { $count }
import-noted = ■ 알아 두세요: { $count }
import-lost = ■ 가져오지 못했어요: { $count }

# --- Settings files
import-into = { $target }
import-kept-for-later = 아직 쓰는 기능이 없어서 그대로 보관해요 ({ $target })
import-nothing-there = 이 폴더에는 가져올 파일이 없어요
import-unknown-file = 무슨 파일인지 몰라서 읽지 않았어요
import-file-problem = { $problem }
import-not-needed = 이 서버에는 필요 없어요
import-sealed = 암호화된 설정이에요. loai-server secrets convert 명령으로 따로 바꿔 주세요
import-no-object = 객체가 아니라서 읽을 수 없어요
import-bad-channel = 방 ID로 쓸 수 없어요
import-bad-bot = '{ $bot }' 이름은 봇 이름으로 쓸 수 없어요. --bot 으로 새 이름을 정해 주세요
import-which-bot = 어느 봇의 것인지 적혀 있지 않아요. --bot 으로 정해 주세요
import-bot-renamed = 봇 이름을 바꿨어요: { $from } → { $to }
import-no-bot = 이 봇이나 방이 다른 파일에 없어요
import-no-room = 이 이름의 방이 없어요
import-no-such-setting = 이 서버에 없는 설정이에요 (값: { $value })
import-unknown-key = 모르는 키예요
import-other-file-counts = 먼저 읽은 파일의 값을 썼어요: { $value }
import-settings-count = 설정 파일에 다른 값이 있어요. 바꾸려면 --overwrite
import-value-repaired = { $from } → { $to }
import-pair-repaired = [윗단계, 자기] 두 값 가운데 자기 값을 썼어요: { $value }
import-empty-left-out = 빈 값이라 적지 않았어요. 기본값이 쓰여요
import-bad-person = 사람을 알아볼 수 없는 항목이에요: { $value }
import-filter-room = 방 이름 '{ $room }' 대신 방 ID로 적었어요: { $channel }
import-warning = { $problem }
import-refused = 설정으로 쓸 수 없어서 뺐어요: { $problem }
import-key-empty = 키가 비어 있어요
import-devices = 폰은 처음 연결할 때 승인해 주세요: loai-server phones approve
import-policy = 인증 규칙은 이 서버가 정해요
import-auth-off = 서명 없는 연결은 받지 않아요. 폰 스크립트에 키를 넣어 주세요 (값: { $value })

# --- Commands and automatic answers
import-command-later = '{ $type }' 기능이 아직 없어서 꺼 두었어요. 정의는 남아 있어요
import-command-twice = 같은 명령어가 이미 있어서 먼저 것을 썼어요
import-command-uncallable = 부를 방법이 없어요. 명령어는 #, !, > 같은 기호로 시작해야 해요
import-command-without-type = type이 없어서 무엇을 하는 명령어인지 알 수 없어요
import-built-in-commands = 예전 서버는 이 파일을 읽지 못하고 기본 명령어를 썼어요. 둘을 합쳤어요
import-alias-empty = 빈 별칭을 뺐어요
import-alias-unusable = 별칭으로 쓸 수 없어요: { $alias }
import-alias-fused = 쉼표가 빠져 붙은 별칭을 나눴어요: { $alias } → { $parts }
import-alias-pattern = 정규식 별칭이라 앞에 ^를 붙였어요: { $alias }
import-alias-literal = 예전 서버가 정규식으로 잘못 읽던 별칭이에요. 이제 글자 그대로예요: { $alias }
import-keyword-trap = 예전 서버는 keyword_aliases가 있으면 키워드 자체를 무시했어요. 이제 둘 다 돼요
import-bad-trigger = 이 서버가 읽을 수 없는 정규식이라 뺐어요: { $trigger } ({ $why })
import-rule-speaks = 예전 서버는 command가 없는 규칙의 reply를 보내지 않았어요. 이제 보내요
import-rule-without-command = 이 규칙의 명령어가 없어요: { $command }

# --- Databases
import-state = { $state }
import-state-here = 이 서버에서 정한 상태를 남겼어요: { $state }
import-unknown-state = 모르는 상태라 대기로 두었어요: { $state }
import-rows-before = 전에 읽은 행
import-person = 사람
import-names = 이름
import-lines = 대화
import-name-unreadable = 이름 기록을 읽을 수 없어요
import-row-without-bot-or-room = 봇이나 방을 알 수 없어요
import-row-without-bot-or-phone = 봇이나 기기를 알 수 없어요
import-row-without-person = 방이나 사람을 알 수 없어요
import-row-without-room = 이 방이 어느 봇의 방인지 알 수 없어요
import-row-without-time = 시간을 알 수 없어요
import-table-without-key = { $column } 열이 없어서 읽을 수 없어요
import-table-anew = 이 서버가 새로 쌓아요
import-table-stays = 아직 쓰는 기능이 없어서 예전 데이터베이스에 남겨 두었어요
import-table-foreign = 예전 서버의 표가 아니에요
import-columns-stay = 예전 데이터베이스에 남겨 둔 열: { $columns }

# --- Exported conversations
import-events = 들어오고 나간 알림
import-line-unreadable = 읽을 수 없는 줄
import-line-encoding = UTF-8이 아닌 줄
