### What is said of reading the settings again: in rooms, on the terminal, over HTTP.

reload-settings = 방 설정
reload-commands = 명령어
reload-schedules = 예약
reload-auto-replies = 자동응답
reload-help = 방 도움말
reload-filters = 필터
reload-pricing = 요금표
reload-profile-analysis = 프로필 분석
reload-auth = 키와 관리자
reload-devices = 폰 순서

reload-done = 설정을 다시 읽었어요.
reload-unchanged = 바뀐 설정이 없어요.
reload-failed = 설정이 틀려서 이전 설정을 그대로 써요.
reload-line = { $name }: { $count }개
reload-line-failed = { $name }: 오류 { $count }개, 이전 설정을 그대로 써요.
reload-line-elsewhere = { $name }: 다른 곳의 오류 때문에 이전 설정을 그대로 써요.
reload-restart = 다시 시작해야 바뀌어요: { $sections }
reload-busy = 지금 설정을 읽는 중이에요. 잠시 뒤에 다시 해 주세요.
reload-targets = 무엇을 다시 읽을지 알려 주세요: { $targets }
reload-unknown-bot = 그런 이름의 봇이 없어요: { $bot }
