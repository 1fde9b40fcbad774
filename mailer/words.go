package mailer

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sevenfold/sevenfold/models"
)

// words is what the word templates of a kind are filled with.
type words struct {
	Hello        string // the reader's first name
	Reader       string // and the whole one
	Asker        string // "the HR team of Northwind"
	Cycle        string
	Others       []asked // the leaders asked about, the reader left out, by name
	Only         []asked // those of whom the reader is the only manager
	Shared       []asked // those who have other managers beside the reader
	Own          bool    // the reader is asked about himself or herself
	Forms        int     // how many forms there are to fill in
	Names        string  // the others' short names, at most three of them
	Whose        string  // "your", "Maya’s" or "their"
	ShortDay     string  // "Friday 14 November"
	Deadline     string  // "Friday 14 November 2025, 18:00 (Oslo)"
	Closes       string  // "tomorrow, 18:00" or, when that is neither today nor tomorrow, "on Friday 14 November, 18:00"
	Intro        []string
	Refused      int    // people whose letters were refused
	Since        string // "Friday 14 November 2025, 09:12 (Oslo)", or "" when no letter waits
	WhoReads     string
	WhoModerates string
	Promise      string
}

// asked is a leader as a letter names him or her.
type asked struct {
	Name     string
	Short    string // the first name, or the whole when another leader has the same
	Role     string // "you answer as a peer"
	Managers int    // how many managers are asked, the reader included
	nth      int    // among the others, from 0
}

// wordsFor gathers the words of an envelope.
func (r *Renderer) wordsFor(kind models.LetterKind, env models.Envelope) words {
	reader := env.Reader()
	w := words{Hello: clean(reader.FirstName()), Reader: clean(reader.Name), Asker: "our HR team", Cycle: clean(env.Cycle.Name), Forms: len(env.Asked),
		WhoReads: env.Cycle.Policy.WhoReads(), WhoModerates: models.WhoModerates}
	if name := clean(env.Settings.Organisation); name != "" {
		w.Asker = "the HR team of " + name
	}
	if closes := env.Cycle.ClosesAt; closes != nil {
		zone := r.settings.Location
		w.ShortDay = closes.In(zone).Format("Monday 2 January")
		w.Deadline, w.Closes = moment(*closes, zone), r.closes(kind, env)
		w.Promise = env.Cycle.Policy.Promise(models.Manager.Group(), *closes, zone)
	}
	w.Intro, w.Refused = env.Cycle.Letter.Paragraphs(), env.Stuck.Refused
	if since := env.Stuck.Since; since != nil {
		w.Since = moment(*since, r.settings.Location)
	}
	w.addAsked(env.Asked)
	return w
}

// moment writes a time as people read it: "Friday 14 November 2025, 18:00 (Oslo)".
func moment(t time.Time, zone *time.Location) string {
	return fmt.Sprintf("%s, %s (%s)", models.Day(t, zone), t.In(zone).Format("15:04"), place(t, zone))
}

// closes says when the cycle closes, seen from now. An example of a last
// reminder is seen from the day before, on which it would leave.
func (r *Renderer) closes(kind models.LetterKind, env models.Envelope) string {
	closes, now := env.Cycle.ClosesAt.In(r.settings.Location), r.settings.Now().In(r.settings.Location)
	if kind == models.LastReminderLetter && env.Cycle.State == models.Draft {
		now = closes.AddDate(0, 0, -1)
	}
	day := "on " + closes.Format("Monday 2 January")
	switch closes.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		day = "today"
	case now.AddDate(0, 0, 1).Format(time.DateOnly):
		day = "tomorrow"
	}
	return day + closes.Format(", 15:04")
}

func (w *words) addAsked(all []models.Asked) {
	for _, a := range all {
		if a.Relationship == models.Self {
			w.Own = true
			continue
		}
		one := asked{Name: clean(a.Name), Short: short(a, all), Role: "you answer " + a.Relationship.As(),
			Managers: a.OtherManagers + 1, nth: len(w.Others)}
		if a.Relationship == models.Manager {
			one.Role += ", by name"
			if a.OtherManagers == 0 {
				w.Only = append(w.Only, one)
			} else {
				w.Shared = append(w.Shared, one)
			}
		}
		w.Others = append(w.Others, one)
	}
	w.nameOthers()
}

// nameOthers says in a word or two whom the letter is about.
func (w *words) nameOthers() {
	w.Names, w.Whose = names(w.Others), "their"
	switch len(w.Others) {
	case 0:
		w.Whose = "your"
	case 1:
		w.Whose = w.Others[0].Short + "’s"
	}
}

// short is the first name, unless two leaders share it.
func short(a models.Asked, all []models.Asked) string {
	first := clean(a.FirstName())
	for _, other := range all {
		if other.LeaderID != a.LeaderID && clean(other.FirstName()) == first {
			return clean(a.Name)
		}
	}
	return first
}

// longest is how many characters of a name stand in a list of names.
const longest = 40

// names lists short names: "Maya", "Maya and Jonas", "Maya, Tomás and 4 more".
func names(list []asked) string {
	const most = 3
	var all []string
	for _, a := range list {
		all = append(all, cut(a.Short, longest))
	}
	if len(all) > most {
		all = append(all[:most-1], fmt.Sprintf("%d more", len(list)-most+1))
	}
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}

// place names a time zone by its city: "Oslo" for Europe/Oslo.
func place(t time.Time, zone *time.Location) string {
	name := zone.String()
	if name == "Local" || name == "" {
		name, _ = t.In(zone).Zone()
	}
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}

// clean makes a name fit for any place in a letter: one line, nothing hidden,
// none of the marks that strong leaves, nothing that a mail program would decode.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Co, r) {
			return -1
		}
		return r
	}, strings.ReplaceAll(name, "=?", "= ?"))
	tidy, err := models.CleanName(cut(name, models.MaxName))
	if err != nil {
		return ""
	}
	return tidy
}

func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}

var numbers = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

// count writes small numbers as words.
func count(n int) string {
	if n < len(numbers) {
		return numbers[n]
	}
	return fmt.Sprint(n)
}

// upper begins a text with a capital letter.
func upper(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// Strong words stand between two private characters until a layout prints them.
const strongOn, strongOff = "\uE000", "\uE001"

var (
	unmarked = strings.NewReplacer(strongOn, "", strongOff, "")
	bold     = strings.NewReplacer(strongOn, "<strong>", strongOff, "</strong>")
)

// wrap breaks a paragraph at 72 columns. Words are never broken.
func wrap(paragraph string) string {
	const columns = 72
	var lines strings.Builder
	lines.Grow(len(paragraph))
	width := 0 // of the last line
	for word := range strings.FieldsSeq(unmarked.Replace(paragraph)) {
		n := utf8.RuneCountInString(word)
		switch {
		case width == 0:
		case width+1+n <= columns:
			lines.WriteByte(' ')
			width++
		default:
			lines.WriteByte('\n')
			width = 0
		}
		lines.WriteString(word)
		width += n
	}
	return lines.String()
}

// row is a leader's line.
func row(name, role string) string { return hang(leaderLine(name, role)) }

func leaderLine(name, role string) string { return name + " (" + role + ")" }

// hang writes a line; a long one goes on below, further in.
func hang(line string) string {
	lines := strings.Split(wrap("~~"+line), "\n")
	lines[0] = "  " + strings.TrimPrefix(lines[0], "~~")
	return strings.Join(lines, "\n    ")
}

// paragraphs splits a block of words at its blank lines.
func paragraphs(block string) []string {
	var all []string
	for part := range strings.SplitSeq(block, "\n\n") {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			all = append(all, part)
		}
	}
	return slices.Clip(all)
}
