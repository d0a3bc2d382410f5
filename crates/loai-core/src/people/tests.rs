use super::*;

const NOW: i64 = 1_752_990_000_000;
const MINUTE: i64 = 60_000;

fn member(channel: &str, user: &str, at: i64) -> Member {
    let (bot, channel) = (BotName::new("LOA.i").unwrap(), ChannelId::new(channel).unwrap());
    Member { bot, channel, user: UserHash::new(user).unwrap(), name: "나".into(), at }
}

fn half(people: &People, code: &str, other: &Member) -> String {
    match people.confirm(code, other, &mut Batch::default()) {
        Confirmed::Half(code) => code,
        refused => panic!("{refused:?}"),
    }
}

/// Both steps; how many rooms the person is known in then.
fn link(people: &People, asker: &Member, other: &Member, batch: &mut Batch) -> (usize, Change) {
    let second = half(people, &people.offer(asker).unwrap(), other);
    match people.confirm(&second, asker, batch) {
        Confirmed::Linked { rooms, change } => (rooms, change),
        refused => panic!("{refused:?}"),
    }
}

fn rooms(people: &People, channel: &str, user: &str) -> Vec<String> {
    let person = people.person_of("LOA.i", channel, user);
    let members = person.map(|person| person.members.clone()).unwrap_or_default();
    let mut rooms: Vec<_> = members.iter().map(|member| format!("{}/{}", member.channel, member.user)).collect();
    rooms.sort();
    rooms
}

/// What a restart makes of the records.
fn replayed(batch: &Batch) -> People {
    let people = People::default();
    let mut rest = batch.bytes();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (frame, after) = after.split_at(u32::from_le_bytes(*length) as usize);
        let Some(Record::Link(fact)) = Record::decode(frame) else { panic!("no link") };
        people.replay(&fact);
        rest = after;
    }
    people
}

#[test]
fn two_rooms_are_linked_when_each_code_was_said_in_the_other_room() {
    let (people, mut batch) = (People::default(), Batch::default());
    let (here, there) = (member("1", "a", NOW), member("2", "b", NOW));
    assert_eq!(rooms(&people, "1", "a"), [""; 0]);
    assert_eq!(link(&people, &here, &there, &mut batch).0, 2);
    for people in [&people, &replayed(&batch)] {
        assert_eq!(rooms(people, "1", "a"), ["1/a", "2/b"]);
        assert_eq!(rooms(people, "2", "b"), ["1/a", "2/b"]);
        assert_eq!(rooms(people, "2", "a"), [""; 0]);
        assert!(people.person_of("other", "1", "a").is_none());
    }
}

#[test]
fn somebody_who_reads_along_cannot_become_the_asker() {
    let (people, mut batch) = (People::default(), Batch::default());
    let (here, there) = (member("1", "admin", NOW), member("2", "admin", NOW));
    let (reader_here, reader_there) = (member("1", "reader", NOW), member("2", "reader", NOW));
    let first = people.offer(&here).unwrap();
    let stolen = half(&people, &first, &reader_there);
    assert_eq!(people.confirm(&stolen, &reader_here, &mut batch), Confirmed::Wrong);
    assert_eq!(people.confirm(&stolen, &reader_there, &mut batch), Confirmed::SameRoom);
    // Nor can the reader use the codes up.
    assert_eq!(people.confirm(&first, &reader_here, &mut batch), Confirmed::SameRoom);
    let second = half(&people, &first, &there);
    assert!(matches!(people.confirm(&second, &here, &mut batch), Confirmed::Linked { rooms: 2, .. }));
    assert_eq!(rooms(&people, "2", "reader"), [""; 0]);
    assert_eq!(people.confirm(&first, &reader_there, &mut batch), Confirmed::Wrong, "used up");
    assert_eq!(people.confirm(&stolen, &here, &mut batch), Confirmed::Wrong, "used up");
}

#[test]
fn persons_grow_and_become_one() {
    let (people, mut batch) = (People::default(), Batch::default());
    let [a, b, c, d] = ["1", "2", "3", "4"].map(|channel| member(channel, "u", NOW));
    link(&people, &a, &b, &mut batch);
    link(&people, &c, &d, &mut batch);
    let second = half(&people, &people.offer(&a).unwrap(), &d);
    let Confirmed::Linked { rooms: 4, change } = people.confirm(&second, &a, &mut batch) else { panic!("not linked") };
    for people in [&people, &replayed(&batch)] {
        assert_eq!(rooms(people, "3", "u"), ["1/u", "2/u", "3/u", "4/u"]);
    }
    assert_eq!(people.confirm(&people.offer(&b).unwrap(), &c, &mut batch), Confirmed::Already);
    people.undo(change);
    assert_eq!(
        (rooms(&people, "1", "u"), rooms(&people, "3", "u")),
        (vec!["1/u".to_owned(), "2/u".to_owned()], vec!["3/u".to_owned(), "4/u".to_owned()])
    );
}

#[test]
fn a_link_is_taken_away_and_a_person_in_one_room_is_none() {
    let (people, mut batch) = (People::default(), Batch::default());
    let [a, b, c] = ["1", "2", "3"].map(|channel| member(channel, "u", NOW));
    link(&people, &a, &b, &mut batch);
    link(&people, &a, &c, &mut batch);
    people.unlink(&b, &mut batch).unwrap();
    assert_eq!((rooms(&people, "1", "u"), rooms(&people, "2", "u").len()), (vec!["1/u".into(), "3/u".into()], 0));
    let change = people.unlink(&c, &mut batch).unwrap();
    assert!(people.unlink(&a, &mut batch).is_none());
    let restarted = replayed(&batch);
    assert!(restarted.person_of("LOA.i", "1", "u").is_none());
    people.undo(change);
    assert_eq!(rooms(&people, "1", "u"), ["1/u", "3/u"]);
}

#[test]
fn a_code_lasts_ten_minutes_and_until_the_next_one() {
    let people = People::default();
    let at = |channel, at| member(channel, "u", at);
    let old = people.offer(&at("1", NOW)).unwrap();
    let code = people.offer(&at("1", NOW + 1)).unwrap();
    assert_eq!(people.confirm(&old, &at("2", NOW + 2), &mut Batch::default()), Confirmed::Wrong);
    let second = half(&people, &code, &at("2", NOW + 10 * MINUTE));
    assert_eq!(people.confirm(&code, &at("2", NOW + 1 + 10 * MINUTE), &mut Batch::default()), Confirmed::Wrong);
    let late = people.confirm(&second, &at("1", NOW + 20 * MINUTE), &mut Batch::default());
    assert_eq!(late, Confirmed::Wrong);
}

#[test]
fn taking_a_link_away_closes_the_codes() {
    let (people, mut batch) = (People::default(), Batch::default());
    let (here, there) = (member("1", "a", NOW), member("2", "b", NOW));
    let second = half(&people, &people.offer(&here).unwrap(), &there);
    assert!(people.unlink(&there, &mut batch).is_none());
    assert_eq!(people.confirm(&second, &here, &mut batch), Confirmed::Wrong);
    assert!(batch.is_empty());
}

#[test]
fn five_wrong_codes_lock_a_member_for_an_hour() {
    let people = People::default();
    let code = people.offer(&member("1", "a", NOW)).unwrap();
    let say = |code: &str, user, at| people.confirm(code, &member("2", user, at), &mut Batch::default());
    for _ in 0..5 {
        assert_eq!(say("no code", "b", NOW), Confirmed::Wrong);
    }
    assert_eq!(say(&code, "b", NOW), Confirmed::Locked);
    assert!(matches!(say(&code, "c", NOW), Confirmed::Half(_)));
    assert_eq!(say("no code", "b", NOW + 60 * MINUTE), Confirmed::Wrong);
    let code = people.offer(&member("1", "a", NOW + 60 * MINUTE)).unwrap();
    assert!(matches!(say(&code, "b", NOW + 60 * MINUTE), Confirmed::Half(_)));
}

#[test]
fn everything_has_a_bound() {
    let people = People::default();
    for user in 0..1_000 {
        assert!(people.offer(&member("1", &user.to_string(), NOW)).is_some());
    }
    assert!(people.offer(&member("1", "one more", NOW)).is_none());
    assert!(people.offer(&member("1", "one more", NOW + 10 * MINUTE)).is_some());

    let (hub, mut batch) = (member("0", "u", NOW + 10 * MINUTE), Batch::default());
    for channel in 1..MOST_ROOMS {
        link(&people, &hub, &member(&channel.to_string(), "u", NOW + 10 * MINUTE), &mut batch);
    }
    let second = half(&people, &people.offer(&hub).unwrap(), &member("one more", "u", NOW + 10 * MINUTE));
    assert_eq!(people.confirm(&second, &hub, &mut batch), Confirmed::Full);
}
