### 속담, 명언, 투자격언, 식사 메뉴, 버전 기록.

# --- Sayings
proverb-title = 📜 속담
proverb-line = “{ $text }”
proverb-meaning = 뜻: { $meaning }
proverb-group = 갈래: { $group }
proverb-found = 📜 ‘{ $word }’ 속담 { $count }개
proverb-item = { $text } – { $meaning }
proverb-none = ‘{ $word }’에 맞는 속담이 없어요. 낱말이나 갈래를 적어 주세요: { $groups }
quote-title = ✨ 명언
quote-line = “{ $text }”
quote-by = – { $author }, { $source }
quote-none = ‘{ $word }’에 맞는 명언이 없어요. 낱말이나 사람, 책 이름을 적어 주세요.
quote-empty = 아직 명언이 없어요. 운영자가 loai.toml의 [sayings]에 적을 수 있어요.
investing-title = 👍 오늘의 투자격언
investing-line = “{ $text }”
investing-remark = 💬 { $remark }
investing-group = 📖 { $group }
investing-none = ‘{ $word }’ 갈래는 없어요. 이 가운데에서 골라 주세요: { $groups }

# --- Meals
meals-title = 🍽️ { $meal ->
        [breakfast] 아침 메뉴
        [lunch] 점심 메뉴
        [dinner] 저녁 메뉴
       *[any] 식사 메뉴
    } 추천
meals-dish = { $dish } ({ $kind })
meals-unknown = ‘{ $word }’ 종류는 몰라요. 이 가운데에서 골라 주세요: { $kinds }
meals-none = 고를 수 있는 메뉴가 없어요. 다른 종류를 적어 주세요: { $kinds }

# --- What has changed in the server
history-title = 📋 LOA.i 버전 기록 (지금 { $version })
history-version = ■ { $version }
history-unknown = { $version } 버전의 기록은 없어요. 있는 버전: { $versions }

# --- Help about one command, and slips
help-meant = ‘{ $word }’에 맞는 분류나 명령어가 없어요. 혹시 { $commands } 말인가요?
help-examples = 예: { $examples }
help-options = 옵션:
help-option = --{ $name } ({ $kind }){ $described ->
        [yes] {" "}{ $description }
       *[no] {""}
    }{ $required ->
        [yes] {" "}· 꼭 필요해요
       *[no] {""}
    }
help-option-kind = { $kind ->
        [flag] 켜기/끄기
        [integer] { $min }~{ $max }
        [number] { $min }~{ $max }
        [any-integer] 정수
        [any-number] 수
        [choice] { $choices }
       *[text] 글
    }
suggest-command = 혹시 { $commands } 말인가요?

# --- What the people of a room want to do
todo-title = 📝 할 일 { $open }개 (끝난 것 { $done }개)
todo-empty = 할 일이 없어요. { $command } 뒤에 적으면 더해요.
todo-line = { $done ->
        [yes] ✅
       *[no] ⬜
    } { $number }번 { $text }
todo-added =
    할 일을 더했어요.
    { $list }
todo-done = 끝냈어요.
todo-reopened = 다시 할 일로 돌렸어요.
todo-removed = 지웠어요.
todo-missing = 그런 번호의 할 일이 없어요: { $numbers }
todo-nothing-done = 끝난 할 일이 없어요.
todo-full = 할 일이 가득 찼어요. { $command } 정리 라고 보내면 끝난 것을 지워요.
todo-too-long = 할 일은 { $most }자까지 적을 수 있어요.
todo-usage =
    이렇게 써 주세요.
    { $command } 목록
    { $command } 추가 우유 사기
    { $command } 완료 1
    { $command } 다시 1
    { $command } 삭제 1
    { $command } 정리 (끝난 것을 모두 지워요)
