### The Bible.

bible-version = 📖 { $name }
bible-missing = { JOSA($names, "은/는") } 이 서버에 아직 없어요. 관리자가 ‘loai-server bible add’ 명령으로 넣을 수 있어요.
bible-usage =
    성경 구절은 ‘{ $command } 창 1:1’, ‘{ $command } 요한복음 3장 16-18절’처럼 적어 주세요.
    낱말은 ‘{ $command } 사랑 믿음’, ‘{ $command } 시 사랑|은혜 -미움’처럼 찾을 수 있어요.
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
bible-fetching = 본문을 받고 있어요…
bible-added = { $name } { $count }절을 넣었어요. 켜져 있는 서버에서도 바로 쓸 수 있어요. (SHA-256: { $checksum })
bible-changed = 전에 넣은 본문과 달라요. 전의 SHA-256: { $before }
bible-not-added = 넣지 못했어요: { $reason }
