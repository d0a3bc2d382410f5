### The Bible.

bible-version = 📖 { $name }
bible-missing = This server does not have { $names } yet. An admin can add it with ‘loai-server bible add’.
bible-usage =
    Write a passage like ‘{ $command } Gen 1:1’ or ‘{ $command } John 3:16-18’.
    Look for words like ‘{ $command } love faith’ or ‘{ $command } 시 love|grace -hate’.
    English is found as whole words: ‘lov*’ finds words that begin so, and ‘with ★’ at the end marks what was found.
bible-no-book = Please name the book too, such as Gen 1:1.
bible-unknown-book = There is no book ‘{ $name }’. Write it like Genesis, Gen or 창.
bible-unknown-book-probably = There is no book ‘{ $name }’. Do you mean { $meant }?
bible-no-chapter = { $book } has { $last } chapters.
bible-no-verse = { $book } { $chapter } has { $last } verses.
bible-backwards = The end lies before the beginning. Please turn them round.
bible-too-many = At most { $count } passages can be read at once. Please ask for fewer.
bible-not-in-version = This version does not have the passage.
bible-cut = At most { $count } verses are shown at once. To read on, write ‘{ $next }’.
bible-none-here = There is no version to show. Please choose another one.
bible-name-only = { $book } has { $last } chapters. Name one, such as ‘{ $short } 1’.
bible-search-bad = The search cannot be read. Please close quotes and parentheses, and put a word behind OR and -.
bible-search-many = At most { $count } words can be looked for. Please use fewer.
bible-search-none = No verse fits ‘{ $words }’.
bible-search-korean = No version here is in Korean, so nothing could be looked for. Use English words, or ask an admin to add a Korean text.
bible-search-found = ‘{ $words }’: { $count } verses (Old Testament { $old }, New Testament { $new })
bible-search-page = Page { $page } of { $pages }. For another one add ‘p{ $next }’.
bible-search-no-page = There are { $pages } pages.
bible-today = 📅 The verse of { $month }/{ $day }
bible-reading = 📚 Today’s reading (day { $number } of the year): { $list }
bible-chapters = { $book } { $first ->
    [one] { $from }
   *[more] { $from }-{ $to }
}

# --- The terminal
bible-listed = { $name } (#{ $tag }): { $count } verses
bible-broken = This file cannot be read: { $path } (the log says why)
bible-add-hint = To add one: loai-server bible add 개역한글
bible-standing-korHRV =
    The Korean Bible of 1961 (개역한글) is a work of the Korean Bible Society. By its own notice the economic rights expired on 31 December 2011, so that it may be used freely in Korea.
    Elsewhere it may still be protected (in the United States perhaps until 2056). The text comes from a public repository (thiagobodruk/bible); nobody warrants that it was copied well.
bible-standing = Please make sure first that you may show this text in rooms. Translations under copyright need the permission of their owner.
bible-say-yes = When you have read this and it is fine: loai-server bible add { $source } --yes
bible-fetched = Fetching { $here } MB
bible-fetched-of = Fetching { $bar } { $percent }% ({ $here }/{ $all } MB)
bible-added = Added { $name } with { $count } verses. A running server can use it at once. (SHA-256: { $checksum })
bible-changed = It differs from the text that was here before. Its SHA-256 was { $before }
bible-not-added = It was not added: { $reason }
bible-refused-checksum = Its SHA-256 is not the one that you gave, but { $what }
bible-refused-large = It is larger than a text of the Bible (at most 64 MB).
bible-refused-stopped = It was stopped. What was here before is as it was.
bible-refused-status = The address has no text or does not give it (HTTP { $what }). Please check the address.
bible-refused-silent = Nothing came for a while. Please try again later.
bible-refused-unreachable = There was no connection, or it broke on the way. Please try again later.
bible-refused-address = The address cannot be asked. Please check it.
bible-refused-page = It is a web page and no text. Please use the address of the file itself.
bible-refused-no-verses = It has no verse in a shape that is known: OSIS, Zefania, CSV, JSON, SQLite.
bible-refused-encoding = It is not UTF-8. Please save it as UTF-8 first.
bible-refused-broken = The file is broken ({ $what }).
bible-refused-full = The disk is full. What was here before is as it was.
bible-refused-no-file = There is no such file.
bible-refused-packed = It is a packed file. Please unpack it and add the file in it.
bible-refused-code-page = Its letters are of an old code page and cannot be read. Please use a file in Unicode.
bible-refused-no-table = No table has book, chapter, verse and text. It should have one such as verses(book_number, chapter, verse, text) of MyBible, Bible(Book, Chapter, Verse, Scripture) of MySword and e-Sword, t_kjv(b, c, v, t) or KJV_verses(book_id, chapter, verse, text). There are: { $what }
bible-refused-tables = Several tables have verses. Please choose one with --table: { $what }
