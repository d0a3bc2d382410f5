### Why a message got no answer, and where to change that.
### Every explanation may use $bot, $room, $number (of the room) and $command.

silence-phone-not-approved = The phone that brought this is not approved. See its number with loai-server phones list, then run loai-server phones approve NUMBER, or send #폰 승인 NUMBER in the admin room.
silence-room-not-approved = The room “{ $room }” is not approved. Run loai-server rooms approve { $number }, or send #방 승인 { $number } in the admin room.
silence-room-refused = The room is new and too many rooms are pending, so it was not remembered. Approve or deny some of loai-server rooms list to make place.
silence-room-full = Too many messages wait in the room “{ $room }”, so this one was skipped. Raise rooms.concurrency in config/loai.toml.
silence-ignored = The speaker is ignored in this room. Take the entry out of ignored_users in config/settings/{ $bot }.json to change that.
silence-nothing-fits = No command and no auto-reply fits this text. Add one to auto_replies in config/settings/{ $bot }.json.
silence-category-not-allowed = This room does not allow the category of { $command }. Add it to allowed_categories in config/settings/{ $bot }.json.
silence-cooling-down = This auto-reply has just been used. Lower its cooldown_seconds in auto_replies of config/settings/{ $bot }.json to hear it more often.
silence-refused-again = The room was told a moment ago that a command is refused, so it was not told again. Who may use { $command } is decided by admin_only and room_owner_only in config/commands/{ $bot }.json.
silence-nothing-to-say = The command { $command } ran and had nothing to say. Which service answers is its type in config/commands/{ $bot }.json.
silence-schedule-only = { $command } runs in scheduled messages only. Set schedule_only to false in config/commands/{ $bot }.json to let people use it.
silence-banned-word = The message holds a word that is not used in this room. Take it out of filters.ban_words in config/settings/{ $bot }.json, or change ban_action.
silence-ignored-pattern = The message has a form to which nothing answers by itself. Take it out of filters.ignore_patterns in config/settings/{ $bot }.json.
silence-answer-banned = The answer held a word that is not used in this room and was not sent. Set filters.reply_action to mask in config/settings/{ $bot }.json to have only the word covered.
