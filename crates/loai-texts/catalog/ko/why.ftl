### Why a message ended as it did, and the setting that would change that.
### Every reason may use $room, $command, $file and $key, and the words of its own.

why-phone-not-approved = 이 말을 전한 폰이 승인되지 않았어요. ‘loai-server phones list’ 명령으로 번호를 보고 ‘loai-server phones approve 번호’ 명령으로 승인하거나, 관리방에서 ‘#폰 승인 번호’ 메시지를 보내면 돼요.
why-no-phone = 연결된 승인 폰이 없어서 답을 보낼 수 없어요. ‘loai-server phones list’ 명령으로 폰의 상태를 봐 주세요.
why-bot-unknown = { $bot } 봇의 설정이 없어요. { $file } 파일을 만들면 돼요.
why-room-not-approved = ‘{ $room }’ 방이 승인되지 않았어요. ‘loai-server rooms approve { $number }’ 명령으로 승인하거나, 관리방에서 ‘#방 승인 { $number }’ 메시지를 보내면 돼요.
why-room-refused = 처음 보는 방인데 승인을 기다리는 방이 너무 많아 기억하지 않았어요. ‘loai-server rooms list’ 명령으로 보고 승인하거나 거절하면 자리가 나요.
why-room-full = ‘{ $room }’ 방에 밀린 말이 너무 많아 건너뛰었어요. { $file } 의 { $key } 값을 늘리면 돼요.
why-too-old = 폰이 끊겼다가 늦게 전해 준 말이라 답하지 않았어요. 폰의 연결을 확인해 주세요.
why-own-words = 봇이 방금 한 말과 똑같아서, 다른 폰이 본 봇의 말로 여기고 답하지 않았어요.
why-answer-repeated = 같은 답을 이 방에 너무 자주 보내서 쉬었어요. { $file } 의 { $key } 값을 늘리면 더 자주 보내요.
why-ignored = 이 방에서 답하지 않기로 한 사람의 말이에요. { $file } 의 { $key } 에서 빼면 대답해요.
why-banned-word = 이 방에서 쓰지 않기로 한 말이 들어 있어요. { $file } 의 { $key } 에서 빼거나 ban_action 을 바꾸면 대답해요.
why-ignored-pattern = 스스로 답하지 않기로 한 모양의 말이에요. { $file } 의 { $key } 에서 빼면 대답해요.
why-answer-banned = 답에 쓰지 않기로 한 말이 들어 있어서 보내지 않았어요. { $file } 의 { $key } 를 mask로 바꾸면 그 말만 가려서 보내요.
why-category = { $command } 명령어의 분류({ $category })는 이 방에서 쓸 수 없어요. { $file } 의 { $key } 에 추가하면 쓸 수 있어요.
why-admin-only = { $command } 명령어는 관리자만 쓸 수 있어요. { $file } 의 { $key } 를 false로 바꾸거나, ‘loai-server admins add’ 명령으로 관리자로 등록하면 쓸 수 있어요.
why-owner-only = { $command } 명령어는 방장만 쓸 수 있어요. { $file } 의 { $key } 를 false로 바꾸거나, 방의 room_owners 에 추가하면 쓸 수 있어요.
why-schedule-only = { $command } 명령어는 예약 메시지에서만 실행돼요. { $file } 의 { $key } 를 false로 바꾸면 직접 쓸 수 있어요.
why-parameters = { $command } 명령어의 옵션이 맞지 않아요. 옵션은 { $file } 의 { $key } 에서 정해요.
why-prompt = { $command } 뒤에 내용이 있어야 해요. { $file } 의 { $key } 를 false로 바꾸면 내용 없이도 실행돼요.
why-cooldown = { $command } 명령어를 방금 실행해서 잠시 쉬고 있어요. { $file } 의 { $key } 를 줄이면 더 자주 쓸 수 있어요.
why-daily-limit = { $command } 명령어를 오늘 쓸 수 있는 만큼 다 썼어요. { $file } 의 { $key } 를 늘리면 더 쓸 수 있어요.
why-service-missing = { $command } 명령어를 실행할 ‘{ $service }’ 기능이 이 서버에 없어요. { $file } 의 { $key } 를 바꿔 주세요.
why-nothing-to-say = { $command } 명령어가 실행됐지만 보낼 내용이 없었어요. 어떤 기능이 답하는지는 { $file } 의 { $key } 가 정해요.
why-disabled = { $command } 명령어가 꺼져 있어요. { $file } 의 { $key } 를 true로 바꾸면 실행돼요.
why-misspelt = ‘{ $meant }’ 명령어를 쓰려던 것 같아요. 이렇게 써도 되게 하려면 { $file } 의 { $key } 에 추가하면 돼요.
why-shortcut = 기호만 쓰는 { $command } 명령어가 이 방에서 꺼져 있어요. { $file } 의 { $key } 에 그 기호를 추가하면 돼요.
why-bare-sigil = ‘{ $sigil }’ 기호는 뒤에 내용이 있어야 명령어예요. 기호만으로 답하게 하려면 { $file } 의 { $key } 에 추가하면 돼요.
why-name = 봇을 이름으로 부르는 것이 이 방에서 꺼져 있어요. { $file } 의 { $key } 를 start나 anywhere로 바꾸면 대답해요.
why-mention = 봇을 언급했을 때 답하는 것이 이 방에서 꺼져 있어요. { $file } 의 { $key } 를 true로 바꾸면 대답해요.
why-reply-disabled = 이 말에 맞는 자동응답이 꺼져 있어요. { $file } 의 { $key } 를 true로 바꾸면 대답해요.
why-reply-lost = 이 말에 맞는 자동응답이 실행할 { $command } 명령어가 이 방에 없거나 꺼져 있어요. { $file } 의 { $key } 를 봐 주세요.
why-reply-cooling = 방금 답한 자동응답이라 잠시 쉬고 있어요. { $file } 의 { $key } 를 줄이면 더 자주 답해요.
why-nothing-fits = 이 말에 맞는 명령어나 자동응답이 없어요. { $file } 의 { $key } 에 추가하면 대답해요.
why-answers = 자동응답이 답해요: { $file } 의 { $key }
why-runs = { $command } 명령어가 실행돼요: { $file } 의 { $key }
