### Members of rooms: their names through time, and who is one person.

# --- Who is meant
members-away = The records of members cannot be read now. Please try again in a moment.
members-nobody = Nobody in this room is called '{ $name }'. Please write the present name or the number.
members-which = Several people are called '{ $name }'. Please write a number instead of the name.
members-which-line = no. { $number } { $name } · last heard { $ago } · { $lines } lines
members-label = { $name } (no. { $number })

# --- Names through time
names-title = 🏷️ { $count } names of { $name } (no. { $number }) in this room
names-line = since { $since } { $name }{ $number ->
        [none] {""}
       *[other] {" "}· no. { $number }
    }
names-none = There is no name on record yet.
names-own-only = Only owners and admins may see the names of others. For your own, send { $command } alone.

# --- Two who are one
merge-suggestions = 🔗 These may be one person each. The first has been silent since the second came with the same name.
merge-suggestion = { $oldname } no. { $old } (last { $last }, { $oldlines } lines) → { $newname } no. { $new } (first { $first }, { $newlines } lines) · { $command } { $old } { $new }
merge-no-suggestions = Nobody seems to be here twice. To merge by hand: { $command } OLD NEW
merge-list = 🔗 Merged members
merge-line = no. { $number }: { $old } → { $new } · { $since }
merge-none = Nobody was merged.
merge-done = ✅ { $old } counts as { $new } now.
merge-points = { $points } points went along.
merge-points-later = The points follow as soon as the ledger answers again.
merge-way-back = To undo: { $command } undo { $number }
unmerge-done = ↩️ { $old } and { $new } are apart again.
unmerge-points = { $points } of the { $went } points that went along went back.
merge-same = They are one already.
merge-before = The first one was merged before. To merge anew, first { $command } undo { $number }
merge-onward = There was a later merge. First { $command } undo { $number }
merge-unknown = This room has no such merge, or it was undone. See { $command } list
merge-full = Too many members were merged; no more can be.
merge-usage = 🔗 How to merge two members who are one person. Ranks and points count as one, and it can be undone.
    { $command } - who may be here twice
    { $command } OLDNAME NEWNAME - merge (numbers will do)
    { $command } list - merged members
    { $command } undo NUMBER - undo
    Admins may add --방 NUMBER for another room.

# --- The command line
people-empty = Nobody has said anything in this room yet.
people-suggestions-none = Nobody seems to be here twice.
people-merges-none = Nobody was merged.
people-unknown = no such member: { $user }
people-ambiguous = Several members have this name. Please choose by number: { $numbers }
people-merged = Merged. To undo: loai-server people undo { $number }
people-unmerged = Apart again: { $number }
people-moved = Points moved: { $points }
people-moved-later = The points follow as soon as the ledger answers.
people-same = They are one already.
people-before = Merged before. First undo that: loai-server people undo { $number }
people-onward = First undo the later merge: loai-server people undo { $number }
people-unknown-merge = There is no such merge, or it was undone: { $number }
people-points-away = The ledger of points does not answer, so nothing was undone. Please try again in a moment.
people-names = Names
people-rooms = Linked rooms
people-accounts = Merged members
people-points = Points
column-lines = Lines
column-seen = Last heard
column-counts-as = Merged into
column-since = Since
column-old = Old member
column-new = New member
