package frontend

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"html/template"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
)

// TestAPackedSurveyIsTheSamePage packs every survey from the stencil that
// another visit left, and unpacks it again.
func TestAPackedSurveyIsTheSamePage(t *testing.T) {
	f := must(New())(t)
	for _, name := range awkward {
		for i, page := range visits(name) {
			what := fmt.Sprintf("visit %d of %q", i, name)
			packed, ok := f.stencil(page).pack(page)
			if short := len(page.values()[firstName]) <= longestPacked; ok != short {
				t.Fatalf("%s: packed from a stencil: %v, though its first name is short: %v", what, ok, short)
			}
			if !ok {
				packed = must(f.RenderPacked(page))(t)
			}
			if got, want := unpacked(t, packed), must(f.draw(page))(t); !bytes.Equal(got, want) {
				t.Fatalf("%s: %d bytes unpacked, but drawn it has %d", what, len(got), len(want))
			}
		}
	}
	page := sampleSurvey(sampleVisit("Maya Lindqvist"), 0)
	t.Logf("a survey of %d bytes has %d packed", len(must(f.Render(page))(t)), len(must(f.RenderPacked(page))(t)))
}

// TestAnotherProgramUnpacks gives packed surveys to gzip itself.
func TestAnotherProgramUnpacks(t *testing.T) {
	f := must(New())(t)
	for _, name := range []string{"Maya Lindqvist", "", awkward[7]} {
		for i, page := range visits(name) {
			command := exec.CommandContext(t.Context(), "gzip", "-dc")
			command.Stdin = bytes.NewReader(must(f.RenderPacked(page))(t))
			if got := must(command.Output())(t); !bytes.Equal(got, must(f.draw(page))(t)) {
				t.Errorf("visit %d of %q: gzip unpacks %d bytes of something else", i, name, len(got))
			}
		}
	}
}

// TestOtherPagesArePackedToo packs what has no stencil: faults, previews, lists,
// and a questionnaire that holds the byte which stands for names.
func TestOtherPagesArePackedToo(t *testing.T) {
	f := must(New())(t)
	pages := raterSamples("Maya Lindqvist")
	odd := sampleSurvey(sampleVisit("Maya Lindqvist"), 0)
	odd.Questionnaire.Stem.Others = "Does \xff\xff\xff\xff…"
	pages["an odd byte"] = odd
	for label, page := range pages {
		for range 2 {
			if got := unpacked(t, must(f.RenderPacked(page))(t)); !bytes.Equal(got, must(f.draw(page))(t)) {
				t.Errorf("%s: %d bytes unpacked of something else", label, len(got))
			}
		}
	}
	if _, ok := f.stencil(odd).pack(odd); ok {
		t.Error("texts refer back over a byte that stands for names")
	}
}

// TestPackedLengthsTellNothing packs visits whose values are as long as others',
// but of bytes that pack well, or that stand elsewhere on the page. All have the
// same length, in whatever order the parts come.
func TestPackedLengthsTellNothing(t *testing.T) {
	f := must(New())(t)
	visit := func(name, token, telling string) SurveyPage {
		v := sampleVisit(name)
		v.Token, v.Promise = models.Token(token), "The promise of everybody"
		page := sampleSurvey(v, 0)
		page.Rater = telling
		page.Parts = page.Questionnaire.Parts(uuid.New())
		v.Drafts[page.Leader.LeaderID] = token[:16]
		return page
	}
	const token = "Zx81-QpLm_4kTr0vWsYbNcJdEhU"
	lengths := map[int]bool{}
	for _, page := range []SurveyPage{
		visit("Maya Lindqvist", token, "Ann Ames Bo"),
		visit("Aaaa Aaaaaaaaa", token, "Ann Ames Bo"),
		visit("part leadershi", strings.Repeat("a", len(token)), "often Often"),
		visit("span tangle li", "sevenfoldsevenfoldsevenfold", "aaaaaaaaaaa"),
	} {
		for range 3 {
			lengths[len(must(f.RenderPacked(page))(t))] = true
			slices.Reverse(page.Parts)
		}
	}
	if len(lengths) != 1 {
		t.Errorf("the packed surveys have the lengths %v", lengths)
	}
}

// TestEscapingIsTheTemplates escapes every byte and some texts as html/template does
// where a stencil has blanks.
func TestEscapingIsTheTemplates(t *testing.T) {
	texts := append(slices.Clone(awkward), "\ufeff\ufdd0\U0010ffff\u2028\u0085", "a&amp;b &#43; <!-- --> ]]>")
	for b := range 256 {
		texts = append(texts, string([]byte{byte(b)}), string(rune(b)), "a"+string([]byte{byte(b)})+"b")
	}
	for _, around := range []string{"<p>%s</p>", "<title>%s</title>", `<p title="%s">`, `<p data-names="a %s">`} {
		drawing := template.Must(template.New("").Parse(fmt.Sprintf(around, "{{.}}")))
		for _, text := range texts {
			var out strings.Builder
			if err := drawing.Execute(&out, text); err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf(around, escaping.Replace(text)); out.String() != want {
				t.Errorf("html/template writes %q, not %q", out.String(), want)
			}
		}
	}
}

func unpacked(t *testing.T, packed []byte) []byte {
	t.Helper()
	r := must(gzip.NewReader(bytes.NewReader(packed)))(t)
	html := must(io.ReadAll(r))(t)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return html
}
