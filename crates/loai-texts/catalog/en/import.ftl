### What an import tells the operator.

# --- Frame of the report
import-dry-run = This is a rehearsal; nothing was changed.
import-from = Importing from: { $source }
import-progress = { $what }: { $done } / { $all }
import-written = Changed file: { $file }
import-would-write = Would change: { $file }
import-no-file-changes = No settings file changes.
import-complete = The import is complete.
import-incomplete = { $count ->
        [one] 1 thing could not be converted; see the list above.
       *[other] { $count } things could not be converted; see the list above.
    }
import-interrupted = The import stopped: { $reason } Run the same command again to go on.
import-server-runs = A server runs on this data folder, so nothing can be imported. Stop it first: { $path }
import-settings-broken = The settings have mistakes, so nothing was imported. Please mend them first.
import-bad-zone = There is no time zone '{ $zone }' (an example: Asia/Seoul)
import-bad-bot-name = '{ $bot }' cannot be the name of a bot; only letters, digits, dots, underscores and hyphens can.
import-which-room = It is not clear which room this conversation is of. Name it with --bot and --channel or --room.
import-several-rooms = There are several rooms named '{ $room }'. Choose one with --channel: { $channels }

# --- What became of things
import-taken = ■ Taken over: { $count }
import-present = ■ There already: { $count }
import-repaired = ■ Repaired: { $count }
import-later = ■ Kept for later: { $count }
import-kept = ■ Differs, and what was there stays: { $count }
import-noted = ■ Please note: { $count }
import-lost = ■ Could not be converted: { $count }

# --- Settings files
import-into = { $target }
import-kept-for-later = no feature reads it yet; it is kept as it stands ({ $target })
import-nothing-there = there is nothing to import in this folder
import-unknown-file = an unknown file; it was not read
import-file-problem = { $problem }
import-not-needed = this server does not need it
import-sealed = sealed settings; convert them with loai-server secrets convert
import-no-object = not an object, so it cannot be read
import-bad-channel = cannot be the id of a room
import-bad-bot = '{ $bot }' cannot be the name of a bot; choose another with --bot
import-which-bot = it does not say which bot it is of; name one with --bot
import-bot-renamed = the bot was renamed: { $from } → { $to }
import-no-bot = no other file has this bot or its rooms
import-no-room = there is no room of this name
import-no-such-setting = this server has no such setting (value: { $value })
import-unknown-key = an unknown key
import-other-file-counts = the file that was read first counts: { $value }
import-settings-count = the settings file has another value; --overwrite replaces it
import-value-repaired = { $from } → { $to }
import-pair-repaired = of [above, own] the own value was taken: { $value }
import-empty-left-out = empty, so it was left out and the default holds
import-bad-person = an entry that names nobody: { $value }
import-filter-room = the room is known by its id instead of its name '{ $room }': { $channel }
import-warning = { $problem }
import-refused = the settings refuse it, so it was left out: { $problem }
import-key-empty = the key is empty
import-devices = approve phones when they first connect: loai-server phones approve
import-policy = this server has its own rules for this
import-auth-off = packets without a signature are never taken; the phone scripts need their key (value: { $value })

# --- Commands and automatic answers
import-command-later = there is no '{ $type }' service yet; the definition is kept and switched off
import-command-twice = the command is there already; the first one counts
import-command-uncallable = there is no way to call it; a command begins with a sign such as #, ! or >
import-command-without-type = without a type it is not clear what the command does
import-built-in-commands = the earlier server could not read this file and used its built-in commands; both were taken
import-alias-empty = an empty alias was left out
import-alias-unusable = cannot be an alias: { $alias }
import-alias-fused = aliases without a comma between them were parted: { $alias } → { $parts }
import-alias-pattern = the alias is a regular expression and begins with ^ now: { $alias }
import-alias-literal = the earlier server took this alias for a regular expression; it counts as it is written now: { $alias }
import-keyword-trap = the earlier server ignored a keyword that has aliases; now both count
import-bad-trigger = a regular expression that this server cannot read was left out: { $trigger } ({ $why })
import-rule-speaks = the earlier server never said the reply of a rule without a command; now it is said
import-rule-without-command = the command of this rule does not exist: { $command }

# --- Databases
import-state = { $state }
import-state-here = what was decided on this server stays: { $state }
import-unknown-state = an unknown state, taken as pending: { $state }
import-rows-before = rows that were read before
import-person = people
import-names = names
import-lines = chat lines
import-name-unreadable = names that cannot be read
import-row-without-bot-or-room = without a usable bot or room
import-row-without-bot-or-phone = without a usable bot or device
import-row-without-person = without a usable room or person
import-row-without-room = it is not known which bot is in this room
import-row-without-time = without a time
import-table-without-key = without the column { $column } it cannot be read
import-table-anew = this server begins these anew
import-table-stays = no feature reads it yet; it stays in the earlier database
import-table-foreign = not a table of the earlier server
import-columns-stay = columns that stay in the earlier database: { $columns }

# --- Exported conversations
import-events = notices of who came and went
import-line-unreadable = lines that cannot be read
import-line-encoding = lines that are not UTF-8
