### What is to be said, and the emergency stop: for rooms and terminals alike.

class-reply = answer
class-notice = notice
class-push = push
class-scheduled = scheduled
class-news = news

held-turn = waits for its turn
held-no-phone = no phone can speak
held-no-session = the room is silent
held-room-budget = limit of the room
held-phone-budget = limit of the phone
held-link-budget = limit of links
held-quiet-hours = quiet hours
held-halted = emergency stop
held-outcome = the phone has not told yet
held-observer = another phone may see it
held-person = nobody knows whether it was said

# --- What waits
deliveries-title = { $bot }: waiting to be said: { $count }
deliveries-none = Nothing waits.
deliveries-stopped = Everything is stopped ({ $actor }, { $ago }).
deliveries-classes = Kinds: { $list }
deliveries-reasons = Reasons: { $list }
deliveries-count = { $word } { $count }
deliveries-phone = Phone { $number }: { $minute } in a minute, { $hour } in an hour{ $slowed ->
        [1] {""}
       *[other] {" "}({ $slowed } times slower)
    } · speaks in { $rooms ->
        [one] 1 room
       *[other] { $rooms } rooms
    }
deliveries-line = { $position }) { $room } · { $class } · { $held }{ $from ->
        [none] {""}
       *[other] {" "}(in { $from })
    }{ $left ->
        [none] {""}
       *[other] {" "}· { $left } left
    }{ $text ->
        [none] {""}
       *[other] {" "}· { $text }
    }
deliveries-again = Will be said again: { $list }
deliveries-dropped = Dropped: { $list }
deliveries-still-waiting = Still waiting for their turn: { $list }
deliveries-gone = There is no such item, or it has ended: { $list }
deliveries-usage =
    Please write it like this.
    { $command }
    { $command } again 3 (only what nobody knows of; it may show twice)
    { $command } drop 3
    The numbers are those of { $command }; there may be several. With “drop all” everything that waits is dropped.

# --- Emergency stop
halt-on =
    Everything that this bot says is stopped. Waiting: { $count }
    To let it speak again: { $command } off
halt-on-already = It is stopped already ({ $actor }, { $ago }). To let it speak again: { $command } off
halt-off = It speaks again. Waiting until now: { $count }
halt-off-already = It is not stopped.
halt-off-everywhere = The whole server is stopped ({ $actor }, { $ago }). To end that there: loai-server halt off
halt-usage =
    Please write it like this.
    { $command }
    { $command } off

# --- The command line
deliveries-halted-bot = { $bot }: stopped ({ $actor }, { $ago })
deliveries-said-again = Will be said again: { $id }
deliveries-given-up = Dropped: { $id }
deliveries-unknown = There is no such item, or it has ended, or it cannot be said again: { $id }
halt-cli-on = Everything is stopped: { $bot }
halt-cli-off = Speaks again: { $bot }
halt-cli-on-already = Stopped already: { $bot }
halt-cli-off-already = Not stopped: { $bot }
halt-every-bot = every bot
