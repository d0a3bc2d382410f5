### What is kept of a member, and its end.

my-data-overview = 🔐 What is kept of you in this room
    Names: { $names }
    Lines: { $lines }{ $oldest ->
        [none] {""}
       *[other] {" "}(since { $oldest })
    } · lines are kept for { $days } days
    Stored answers: { $answers } · to do: { $todos }
    Points: { $points } · other rooms linked: { $linked }
    Ranks, summaries, analysis: { $excluded ->
        [yes] without you
       *[no] with you
    }
    
    Put “export”, “erase”, “exclude” or “include” behind { $command }.
my-data-none = Nothing is kept of you.
my-data-usage = { $command } (show), { $command } export, { $command } erase, { $command } exclude (from ranks, summaries and analysis), { $command } include
my-data-unknown = Nobody can tell who you are in this room. Please ask the operator to show or erase what is kept of you.
my-data-exported = 📦 Everything is in a file now. Please ask the operator for “{ $file }”. It goes after 7 days.
my-data-confirm = ⚠️ What you said here, your names, ranks, points and things to do go for good. To erase them, send “{ $command } erase { $code }” within 5 minutes.
my-data-wrong-code = That number is wrong. To erase everything, send “{ $command } erase { $code }” within 5 minutes.
my-data-erased = 🧹 All gone: { $lines } lines, { $answers } answers of the bot, { $facts } records; { $points } points went back. What others said, and what is in KakaoTalk on the phones, stays. If you speak again, that is recorded anew.
my-data-erasing = 🧹 Erasing has begun. It takes a little while until everything is gone.
my-data-admin = An admin has to give up that right first. Please ask the operator.
my-data-away = What is kept cannot be seen just now. Please try again in a moment.
my-data-excluded = 🙈 Ranks, summaries and analysis leave you out now.
my-data-included = 🙂 Ranks, summaries and analysis count you again.

# --- The command line
privacy-unknown-member = nobody of this room is called { $member }
privacy-several = several members have this name, please give the hash: { $members }
privacy-exported = written to { $file }; it goes after 7 days
privacy-erased = all gone: { $lines } lines, { $answers } answers of the bot, { $facts } records, { $points } points
privacy-erasing = erasing has begun; “loai-server privacy list” tells when it is done
privacy-admin = this is an admin; take the right away first with “loai-server admins remove”
privacy-sure = erasing cannot be undone; add --yes to do it
privacy-none = nobody was erased
privacy-row = { $at }  room { $room }  { $actor ->
        [member] asked by the member
       *[other] done by the operator
    }  { $state ->
        [done] done
       *[other] under way
    }: { $lines } lines, { $answers } answers, { $facts } records, { $points } points
