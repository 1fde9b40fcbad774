package frontend

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/sevenfold/sevenfold/models"
)

// words are the functions that templates may call.
func (f *Frontend) words() template.FuncMap {
	return template.FuncMap{
		"asset":       f.AssetURL,
		"accentURL":   AccentURL,
		"number":      number,
		"Number":      func(n int) string { return upper(number(n)) },
		"plural":      plural,
		"lower":       strings.ToLower,
		"marker":      markerSVG,
		"marks":       marksSVG,
		"firstName":   models.FirstName,
		"day":         day,
		"shortDay":    shortDay,
		"weekday":     weekday,
		"deadline":    deadline,
		"moment":      moment,
		"machineTime": func(t time.Time) string { return t.Format(time.RFC3339) },
		"machineDay":  func(t time.Time) string { return t.Format(time.DateOnly) },
		"add":         func(a, b int) int { return a + b },

		"linkURL":          LinkURL,
		"surveyURL":        SurveyURL,
		"declineURL":       DeclineURL,
		"chooseDeclineURL": ChooseDeclineURL,
		"againURL":         func() string { return AgainURL },
		"signInURL":        func() string { return SignInURL },
		"signInLinkURL":    SignInLinkURL,
		"signOutURL":       func() string { return SignOutURL },
		"reportURL":        ReportURL,
		"deleteReportURL":  DeleteReportURL,
		"planURL":          PlanURL,
		"eraseURL":         EraseURL,
		"reportDataURL":    ReportDataURL,
		"reportFileURL":    ReportFileURL,
		"cycleURL":         CycleURL,
		"questionnaireURL": QuestionnaireURL,
		"versionURL":       VersionURL,
		"mailboxURL":       func() string { return MailboxURL },
		"mailURL":          MailURL,
		"mailHTMLURL":      MailHTMLURL,
	}
}

var small = []string{
	"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
}

// number writes a count as it stands in a sentence: "three", "no", 31.
func number(n int) string {
	if n >= 0 && n < len(small) {
		return small[n]
	}
	return strconv.Itoa(n)
}

// plural chooses the word for a count.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// day is "14 November 2025".
func day(t time.Time) string { return t.Format("2 January 2006") }

// shortDay is "14 November".
func shortDay(t time.Time) string { return t.Format("2 January") }

// weekday is "Friday 14 November 2025".
func weekday(t time.Time) string { return t.Format("Monday 2 January 2006") }

// deadline is "Friday 14 November 2025, 18:00 CET".
func deadline(t time.Time) string { return t.Format("Monday 2 January 2006, 15:04 MST") }

// moment is "14 November 2025, 18:00".
func moment(t time.Time) string { return t.Format("2 January 2006, 15:04") }
