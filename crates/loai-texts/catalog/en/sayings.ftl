### Proverbs, quotations, sayings of the market, meals, history.

# --- Sayings
proverb-title = 📜 Proverb
proverb-line = “{ $text }”
proverb-meaning = Meaning: { $meaning }
proverb-group = Group: { $group }
proverb-found = 📜 “{ $word }”: { $count ->
        [one] 1 proverb
       *[other] { $count } proverbs
    }
proverb-item = { $text } – { $meaning }
proverb-none = No proverb fits “{ $word }”. Name a word or a group: { $groups }
quote-title = ✨ Quotation
quote-line = “{ $text }”
quote-by = – { $author }, { $source }
quote-none = No quotation fits “{ $word }”. Name a word, a person or a book.
quote-empty = There are no quotations yet. The operator can write some in [sayings] of loai.toml.
investing-title = 👍 Investment saying of the day
investing-line = “{ $text }”
investing-remark = 💬 { $remark }
investing-group = 📖 { $group }
investing-none = There is no group “{ $word }”. Choose one of these: { $groups }

# --- Meals
meals-title = 🍽️ { $meal ->
        [breakfast] What about this for breakfast
        [lunch] What about this for lunch
        [dinner] What about this for dinner
       *[any] What about this
    }
meals-dish = { $dish } ({ $kind })
meals-unknown = “{ $word }” is no kind that I know. Choose one of these: { $kinds }
meals-none = There is no dish to choose from. Name another kind: { $kinds }

# --- What has changed in the server
history-title = 📋 History of LOA.i (now { $version })
history-version = ■ { $version }
history-unknown = There is no record of version { $version }. There are: { $versions }

# --- Help about one command, and slips
help-meant = No group and no command fits “{ $word }”. Did you mean { $commands }?
help-examples = Examples: { $examples }
help-options = Options:
help-option = --{ $name } ({ $kind }){ $described ->
        [yes] {" "}{ $description }
       *[no] {""}
    }{ $required ->
        [yes] {" "}· needed
       *[no] {""}
    }
help-option-kind = { $kind ->
        [flag] on/off
        [integer] { $min }–{ $max }
        [number] { $min }–{ $max }
        [any-integer] whole number
        [any-number] number
        [choice] { $choices }
       *[text] text
    }
suggest-command = Did you mean { $commands }?

# --- What the people of a room want to do
todo-title = 📝 { $open } to do ({ $done } done)
todo-empty = There is nothing to do. Write something after { $command } to add it.
todo-line = { $done ->
        [yes] ✅
       *[no] ⬜
    } { $number }. { $text }
todo-added =
    Added to the list.
    { $list }
todo-done = Done.
todo-reopened = To be done again.
todo-removed = Removed.
todo-missing = There is nothing with this number: { $numbers }
todo-nothing-done = Nothing was done yet.
todo-full = The list is full. Send { $command } clear to remove what was done.
todo-too-long = It may have up to { $most } characters.
todo-usage =
    Write it like this.
    { $command } list
    { $command } add buy milk
    { $command } done 1
    { $command } undo 1
    { $command } remove 1
    { $command } clear (removes what was done)
