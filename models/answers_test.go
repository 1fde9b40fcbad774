package models_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sevenfold/sevenfold/models"
)

// rightAnswers answers every item: 4, and the first one "not observed".
func rightAnswers(q models.Questionnaire) models.Answers {
	a := models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{}}
	for _, competency := range q.Competencies {
		for _, item := range competency.Items {
			four := 4
			a.Ratings[item.ID] = &four
		}
	}
	a.Ratings["1a"] = nil
	return a
}

func TestCheckAnswers(t *testing.T) {
	t.Parallel()
	q := models.DefaultQuestionnaire()
	a := rightAnswers(q)
	a.Comments = map[string]string{"keep": " She’s  clear. ", "start": "n/a", "less": strings.Repeat("ü", models.MaxComment)}
	ratings, comments, err := q.CheckAnswers(a)
	if err != nil {
		t.Fatal(err)
	}
	if _, there := ratings["1a"]; len(ratings) != 27 || there || ratings["7d"] != 4 {
		t.Errorf("ratings %v", ratings)
	}
	if diff := cmp.Diff(map[string]string{"keep": "She's clear.", "less": strings.Repeat("ü", 1000)}, comments); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
}

func TestCheckAnswersFaults(t *testing.T) {
	t.Parallel()
	q := models.DefaultQuestionnaire()
	a := rightAnswers(q)
	six, zero := 6, 0
	delete(a.Ratings, "7d")
	a.Ratings["2a"], a.Ratings["1b"], a.Ratings["9z"], a.Ratings[strings.Repeat("y", 99)] = &six, &zero, nil, nil
	a.Comments = map[string]string{"keep": "a\xffb", "start": strings.Repeat("x", 1001), "colour": "red"}
	_, _, err := q.CheckAnswers(a)
	if models.KindOf(err) != models.Invalid {
		t.Fatalf("error %v, want an Invalid one", err)
	}
	want := []string{
		"1b 0: Please choose an answer from 1 to 5, or “Not observed”.",
		"2a 6: Please choose an answer from 1 to 5, or “Not observed”.",
		"7d : Please choose an answer, or “Not observed”.",
		"9z 9z: This questionnaire has no such question.",
		strings.Repeat("y", 59) + "… " + strings.Repeat("y", 59) + "…: This questionnaire has no such question.",
		"keep : This comment holds characters that cannot be read. Please type it again.",
		"start " + strings.Repeat("x", 59) + "…: This comment has 1001 characters. Please shorten it to 1000.",
		"colour colour: This questionnaire has no such question.",
	}
	var got []string
	for _, f := range err.(*models.Error).Faults {
		got = append(got, fmt.Sprintf("%s %s: %s", f.Column, f.Found, f.Problem))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	if _, _, err := q.CheckAnswers(models.Answers{}); len(err.(*models.Error).Faults) != 28 {
		t.Errorf("no answers: %v, want a fault for each of 28 items", err)
	}
}

func TestCleanComment(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"  She\tlistens.  Always. ":          "She listens. Always.",
		"one\r\ntwo\r\n\r\n \r\n\r\nthree\r": "one\ntwo\n\nthree",
		"“so” ‘so’ „so“ «so»":                `"so" 'so' "so" "so"`,
		"a\u0308\x00\x1b":                    "ä",
		"\u202eabc":                          "abc",
		"one\u2029two":                       "one\n\ntwo",
		"=cmd|' /C calc'!A0":                 "=cmd|' /C calc'!A0",
		"<script>":                           "<script>",
		"n/a":                                "", "N.A.": "", "-": "", "–": "", "none": "", "None.": "", ".": "", "...": "", "?": "", " \n ": "",
		"No comment.": "", "/": "", "k.A.": "",
		"No":      "No",
		"Nothing": "Nothing", // to "do less of" it is an answer
		"👍":       "👍",
		"非常好":     "非常好",
	}
	for text, want := range tests {
		if got := models.CleanComment(text); got != want {
			t.Errorf("CleanComment(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzCleanComment(f *testing.F) {
	for _, seed := range []string{"one\r\n\r\ntwo", "“none”", "a\n \n\u0301b", "\u00b4", "N/A."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		clean := models.CleanComment(text)
		if again := models.CleanComment(clean); again != clean {
			t.Errorf("%q became %q, and that %q", text, clean, again)
		}
		if strings.ContainsAny(clean, "\x00\r\t") || strings.Contains(clean, "\n\n\n") || strings.TrimSpace(clean) != clean {
			t.Errorf("%q became %q", text, clean)
		}
	})
}
