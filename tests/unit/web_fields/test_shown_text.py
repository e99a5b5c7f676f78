from stafet.web.filters import body, size


def test_paragraphs_and_line_breaks_are_kept():
    assert body("one\ntwo\n\n\nthree") == "<p>one<br>two</p>\n<p>three</p>"


def test_markup_in_a_text_stays_text():
    assert body("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_a_hidden_character_is_shown_as_its_code_and_a_tab_stays():
    shown = body("a\u202eb\tc<")
    assert shown == '<p>a<code class="hidden-sign">U+202E</code>b\tc&lt;</p>'


def test_a_size_is_said_as_people_say_it():
    assert [size(n) for n in (12, 4_200, 1_400_000)] == ["1 kB", "4 kB", "1,4 MB"]
