### Why a message got no answer, and where to change that.
### Every explanation may use $bot, $room, $number (of the room) and $command.

silence-phone-not-approved = 이 말을 전한 폰이 승인되지 않았어요. ‘loai-server phones list’ 명령으로 번호를 보고 ‘loai-server phones approve 번호’ 명령으로 승인하거나, 관리방에서 ‘#폰 승인 번호’ 메시지를 보내면 돼요.
silence-room-not-approved = ‘{ $room }’ 방이 승인되지 않았어요. ‘loai-server rooms approve { $number }’ 명령으로 승인하거나, 관리방에서 ‘#방 승인 { $number }’ 메시지를 보내면 돼요.
silence-room-refused = 처음 보는 방인데 승인을 기다리는 방이 너무 많아 기억하지 않았어요. ‘loai-server rooms list’ 명령으로 보고 승인하거나 거절하면 자리가 나요.
silence-room-full = ‘{ $room }’ 방에 밀린 말이 너무 많아 건너뛰었어요. config/loai.toml 의 rooms.concurrency 를 늘리면 돼요.
silence-ignored = 이 방에서 답하지 않기로 한 사람의 말이에요. config/settings/{ $bot }.json 의 ignored_users 에서 빼면 대답해요.
silence-nothing-fits = 이 말에 맞는 명령어나 자동응답이 없어요. config/settings/{ $bot }.json 의 auto_replies 에 추가하면 대답해요.
silence-category-not-allowed = { $command } 명령어의 분류는 이 방에서 쓸 수 없어요. config/settings/{ $bot }.json 의 allowed_categories 에 추가하면 쓸 수 있어요.
silence-cooling-down = 방금 답한 자동응답이라 잠시 쉬고 있어요. config/settings/{ $bot }.json 의 auto_replies 에서 cooldown_seconds 를 줄이면 더 자주 답해요.
silence-refused-again = 쓸 수 없는 명령어라고 방금 알린 방이라 다시 알리지 않았어요. 누가 { $command } 명령어를 쓸 수 있는지는 config/commands/{ $bot }.json 의 admin_only 와 room_owner_only 가 정해요.
silence-nothing-to-say = { $command } 명령어가 실행됐지만 보낼 내용이 없었어요. 어떤 서비스가 답하는지는 config/commands/{ $bot }.json 의 type 이 정해요.
silence-schedule-only = { $command } 명령어는 예약 메시지에서만 실행돼요. config/commands/{ $bot }.json 의 schedule_only 를 false로 바꾸면 직접 쓸 수 있어요.
silence-banned-word = 이 방에서 쓰지 않기로 한 말이 들어 있어요. config/settings/{ $bot }.json 의 filters.ban_words 에서 빼거나 ban_action 을 바꾸면 대답해요.
silence-ignored-pattern = 스스로 답하지 않기로 한 모양의 말이에요. config/settings/{ $bot }.json 의 filters.ignore_patterns 에서 빼면 대답해요.
silence-answer-banned = 답에 쓰지 않기로 한 말이 들어 있어서 보내지 않았어요. config/settings/{ $bot }.json 의 filters.reply_action 을 mask로 바꾸면 그 말만 가려서 보내요.
