### The Bible.

bible-version = 📖 { $name }
bible-missing = { JOSA($names, "은/는") } 이 서버에 아직 없어요. 관리자가 ‘loai-server bible add’ 명령으로 넣을 수 있어요.
bible-usage =
    성경 구절은 ‘{ $command } 창 1:1’, ‘{ $command } 요한복음 3장 16-18절’처럼 적어 주세요.
    낱말은 ‘{ $command } 사랑 믿음’, ‘{ $command } 시 사랑|은혜 -미움’처럼 찾을 수 있어요.
    영어는 낱말 그대로 찾아요. ‘lov*’처럼 별을 붙이면 그렇게 시작하는 낱말을 찾고, 끝에 ‘with ★’을 적으면 찾은 곳을 표시해요.
bible-no-book = 책 이름도 함께 적어 주세요. 예: 창 1:1
bible-unknown-book = ‘{ $name }’ 책을 찾지 못했어요. 창세기, 창, Genesis처럼 적어 주세요.
bible-unknown-book-probably = ‘{ $name }’ 책을 찾지 못했어요. 혹시 { $meant }인가요?
bible-no-chapter = { JOSA($book, "은/는") } { $last }장까지 있어요.
bible-no-verse = { $book } { $chapter }장은 { $last }절까지 있어요.
bible-backwards = 끝이 처음보다 앞에 있어요. 순서를 바꿔 적어 주세요.
bible-too-many = 구절은 한 번에 { $count }개까지 볼 수 있어요. 나누어 적어 주세요.
bible-not-in-version = 이 번역에는 없는 구절이에요.
bible-cut = 한 번에 { $count }절까지 보여 드려요. 이어서 보려면 이렇게 적어 주세요: { $next }
bible-none-here = 보여 드릴 성경이 없어요. 다른 번역을 골라 주세요.
bible-name-only = { JOSA($book, "은/는") } { $last }장까지 있어요. ‘{ $short } 1장’처럼 장을 적어 주세요.
bible-search-bad = 찾는 말을 읽지 못했어요. 따옴표와 괄호의 짝을 맞추고, OR와 - 뒤에는 낱말을 적어 주세요.
bible-search-many = 낱말은 { $count }개까지 찾을 수 있어요. 줄여서 적어 주세요.
bible-search-none = ‘{ $words }’에 맞는 구절을 찾지 못했어요.
bible-search-korean = 한글로 찾을 수 있는 성경이 없어서 찾지 못했어요. 영어로 찾거나, 관리자에게 한글 성경을 넣어 달라고 해 주세요.
bible-search-found = ‘{ $words }’ { $count }절 (구약 { $old }, 신약 { $new })
bible-search-page = { $page }/{ $pages }쪽이에요. 다른 쪽은 뒤에 ‘{ $next }쪽’처럼 적어 주세요.
bible-search-no-page = { $pages }쪽까지 있어요.
bible-today = 📅 { $month }월 { $day }일의 말씀
bible-reading = 📚 오늘의 통독 (1년 가운데 { $number }일째): { $list }
bible-chapters = { $book } { $first ->
    [one] { $from }장
   *[more] { $from }-{ $to }장
}

# --- The terminal
bible-listed = { $name } (#{ $tag }): { $count }절
bible-broken = 읽지 못한 파일: { $path } (까닭은 로그에 있어요)
bible-add-hint = 더 넣으려면: loai-server bible add 개역한글
bible-standing-korHRV =
    개역한글판(1961)은 대한성서공회의 저작물이에요. 공회의 안내에 따르면 저작재산권은 2011년 12월 31일에 끝나서 대한민국에서는 자유롭게 쓸 수 있어요.
    다른 나라에서는 보호 기간이 남아 있을 수 있어요(미국은 2056년까지일 수 있어요). 본문은 공개 저장소(thiagobodruk/bible)에서 받고, 바르게 옮겼는지는 보증하지 않아요.
bible-standing = 이 본문을 방에서 보여 줘도 되는지 먼저 확인해 주세요. 개역개정, 새번역처럼 저작권이 있는 번역은 권리자의 허락이 필요해요.
bible-say-yes = 읽었고 괜찮으면 이렇게 해 주세요: loai-server bible add { $source } --yes
bible-fetched = 받는 중이에요 { $here } MB
bible-fetched-of = 받는 중이에요 { $bar } { $percent }% ({ $here }/{ $all } MB)
bible-added = { $name } { $count }절을 넣었어요. 켜져 있는 서버에서도 바로 쓸 수 있어요. (SHA-256: { $checksum })
bible-changed = 전에 넣은 본문과 달라요. 전의 SHA-256: { $before }
bible-not-added = 넣지 못했어요: { $reason }
bible-refused-checksum = SHA-256이 적어 주신 것과 달라요. 받은 본문의 SHA-256: { $what }
bible-refused-large = 성경 본문이라기에는 너무 커요 (최대 64 MB).
bible-refused-stopped = 중간에 멈췄어요. 전에 있던 본문은 그대로예요.
bible-refused-status = 그 주소에 본문이 없거나 받을 수 없어요 (HTTP { $what }). 주소를 확인해 주세요.
bible-refused-silent = 한동안 아무것도 오지 않아서 그만두었어요. 잠시 뒤에 다시 해 주세요.
bible-refused-unreachable = 연결하지 못했거나 받는 도중에 끊겼어요. 잠시 뒤에 다시 해 주세요.
bible-refused-address = 그 주소는 열 수 없어요. 주소를 확인해 주세요.
bible-refused-page = 본문이 아니라 웹 페이지예요. 파일을 바로 받는 주소인지 확인해 주세요.
bible-refused-no-verses = 아는 형식의 구절이 하나도 없어요. OSIS, Zefania, CSV, JSON, SQLite를 읽을 수 있어요.
bible-refused-encoding = UTF-8이 아니에요. UTF-8로 저장한 파일을 넣어 주세요.
bible-refused-broken = 파일이 깨져 있어요 ({ $what }).
bible-refused-full = 디스크가 가득 차서 저장하지 못했어요. 전에 있던 본문은 그대로예요.
bible-refused-no-file = 그런 파일이 없어요.
bible-refused-packed = 압축된 파일이에요. 압축을 풀고 그 안의 파일을 넣어 주세요.
bible-refused-code-page = 글자를 옛 코드 페이지로 적은 파일이라 읽을 수 없어요. 유니코드로 저장한 파일을 넣어 주세요.
bible-refused-no-table = 책, 장, 절, 본문이 있는 표를 찾지 못했어요. MyBible의 verses(book_number, chapter, verse, text), MySword와 e-Sword의 Bible(Book, Chapter, Verse, Scripture), t_kjv(b, c, v, t), KJV_verses(book_id, chapter, verse, text) 같은 표가 있어야 해요. 파일에 있는 표: { $what }
bible-refused-tables = 본문이 여러 표에 있어요. --table로 하나를 골라 주세요: { $what }
