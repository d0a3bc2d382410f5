### What is said of reading the settings again: in rooms, on the terminal, over HTTP.

reload-settings = Room settings
reload-commands = Commands
reload-schedules = Schedules
reload-auto-replies = Automatic answers
reload-help = Help of rooms
reload-filters = Filters
reload-pricing = Prices
reload-profile-analysis = Profile analysis
reload-auth = Keys and admins
reload-devices = Order of phones

reload-done = The settings were read again.
reload-unchanged = No setting has changed.
reload-failed = The settings are wrong, so the ones before stay.
reload-line = { $name }: { $count }
reload-line-failed = { $name }: { $count ->
        [one] 1 error
       *[other] { $count } errors
    }, the ones before stay.
reload-line-elsewhere = { $name }: the ones before stay, because of an error elsewhere.
reload-restart = Counts after a restart: { $sections }
reload-busy = The settings are being read already. Try again in a moment.
reload-targets = Say what to read again: { $targets }
reload-unknown-bot = There is no bot of this name: { $bot }
