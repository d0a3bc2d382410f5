### Why a message ended as it did, and the setting that would change that.
### Every reason may use $room, $command, $file and $key, and the words of its own.

why-phone-not-approved = The phone that brought this message is not approved. See its number with ‘loai-server phones list’ and approve it with ‘loai-server phones approve NUMBER’, or write ‘#폰 승인 NUMBER’ in the admin room.
why-no-phone = No approved phone is connected, so no answer can be sent. See the phones with ‘loai-server phones list’.
why-bot-unknown = There are no settings of the bot { $bot }. Create { $file }.
why-room-not-approved = The room ‘{ $room }’ is not approved. Approve it with ‘loai-server rooms approve { $number }’, or write ‘#방 승인 { $number }’ in the admin room.
why-room-refused = The room is new, and too many rooms wait for approval to remember it. Look at them with ‘loai-server rooms list’ and approve or deny some.
why-room-full = Too many messages were waiting in the room ‘{ $room }’. Increase { $key } in { $file }.
why-too-old = A phone was cut off and brought the message late, so it was not answered. Look after the phone's connection.
why-own-words = The bot had just said the same, so this was taken for its own words as seen by another phone, and not answered.
why-answer-repeated = The room was told the same too often, so it was left out. Increase { $key } in { $file } to have it said more often.
why-ignored = The speaker is on the list of ignored users. Take the entry out of { $key } in { $file }.
why-banned-word = The message holds a word that is not used in this room. Take it out of { $key } in { $file }, or change ban_action.
why-ignored-pattern = The message has a form to which nothing answers by itself. Take the pattern out of { $key } in { $file }.
why-answer-banned = The answer held a word that is not used in this room and was not sent. Set { $key } in { $file } to mask to have only the word covered.
why-category = The category of { $command } ({ $category }) is not allowed in this room. Add it to { $key } in { $file }.
why-admin-only = Only admins may use { $command }. Set { $key } in { $file } to false, or register the speaker with ‘loai-server admins add’.
why-owner-only = Only the owner of the room may use { $command }. Set { $key } in { $file } to false, or add the speaker to room_owners of the room.
why-schedule-only = { $command } runs in scheduled messages only. Set { $key } in { $file } to false to let people use it.
why-parameters = The options of { $command } are not right. They are declared in { $key } in { $file }.
why-prompt = { $command } needs words after it. Set { $key } in { $file } to false to let it run without.
why-cooldown = { $command } has just run and rests. Decrease { $key } in { $file } to let it run more often.
why-daily-limit = { $command } has run as often today as it may. Increase { $key } in { $file }.
why-service-missing = This server has no ‘{ $service }’ that could run { $command }. Change { $key } in { $file }.
why-nothing-to-say = { $command } ran and had nothing to say. What answers is decided by { $key } in { $file }.
why-disabled = { $command } is switched off. Set { $key } in { $file } to true.
why-misspelt = ‘{ $meant }’ was probably meant. To let this spelling count too, add it to { $key } in { $file }.
why-shortcut = The bare sign of { $command } is switched off in this room. Add it to { $key } in { $file }.
why-bare-sigil = The sign ‘{ $sigil }’ is a command only with words after it. To have it answered alone, add it to { $key } in { $file }.
why-name = Calling the bot by its name is switched off in this room. Set { $key } in { $file } to start or anywhere.
why-mention = Answering mentions is switched off in this room. Set { $key } in { $file } to true.
why-reply-disabled = The automatic reply that fits is switched off. Set { $key } in { $file } to true.
why-reply-lost = The room has no command { $command }, which the automatic reply that fits should run, or it is switched off. See { $key } in { $file }.
why-reply-cooling = The automatic reply was just used and rests. Decrease { $key } in { $file } to let it answer more often.
why-nothing-fits = No command and no automatic reply fits this message. Add one to { $key } in { $file }.
why-answers = An automatic reply answers: { $key } in { $file }
why-runs = The command { $command } runs: { $key } in { $file }
