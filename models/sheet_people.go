package models

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// personColumns are the places of one person's columns in a list.
type personColumns struct{ email, name, title, department, language int }

// peopleSheet reads people from a sheet and holds each address to one name.
type peopleSheet struct {
	*sheet
	memory    Memory
	emails    few[parsed] // as written → as kept
	languages few[parsed] // as written → as kept
	fresh     []mention   // people whom no row named before the one at hand
	people    int         // in the good rows
}

// parsed is what a field came to.
type parsed struct{ value, problem string }

// mention is somebody as the rows so far tell of them: the name came first with
// the address, all else is what good rows gave first.
type mention struct {
	Person
	line int  // of the name
	good bool // a good row names this person
}

func newPeopleSheet(s *sheet, memory Memory) *peopleSheet {
	return &peopleSheet{sheet: s, memory: memory, emails: few[parsed]{}, languages: few[parsed]{}}
}

// person reads the person of some columns. Fields with faults stay empty.
func (p *peopleSheet) person(columns personColumns) Person {
	person := Person{
		Email:      p.email(columns.email),
		Name:       p.name(columns.name),
		Title:      p.smallText(columns.title),
		Department: p.smallText(columns.department),
		Language:   p.language(columns.language),
	}
	if person.Email == "" || person.Name == "" {
		return person
	}
	first, known := p.meet(mention{person, p.sheet.line, true})
	switch {
	case !known:
	case first.Name == person.Name:
	case strings.EqualFold(first.Name, person.Name):
		person.Name = first.Name
	default:
		p.fault(columns.name, fmt.Sprintf("On line %d this address belongs to “%s”. Give one address one name.", first.line, shorten(first.Name)))
	}
	return person
}

const ofPerson = "person"

func (m mention) key() string { return remembered(ofPerson, m.Email) }

func (m mention) text() string {
	return remembered(strconv.Itoa(m.line), strconv.FormatBool(m.good), m.Name, m.Title, m.Department, m.Language)
}

func mentionFrom(email, text string) mention {
	f := forgotten(text)
	return mention{Person{Email: email, Name: f[2], Title: f[3], Department: f[4], Language: f[5]}, lineOf(f[0]), f[1] == "true"}
}

// meet returns how somebody was mentioned before, or remembers the first mention,
// as one of a good row until settle knows better.
func (p *peopleSheet) meet(m mention) (first mention, known bool) {
	text, known := p.first(m.key(), m.text())
	if !known {
		p.fresh = append(p.fresh, m)
		return m, false
	}
	return mentionFrom(m.Email, text), true
}

// mentioned is somebody as the rows so far tell of them.
func (p *peopleSheet) mentioned(email string) (mention, bool) {
	text, known := p.recall(remembered(ofPerson, email))
	if !known {
		return mention{}, false
	}
	return mentionFrom(email, text), true
}

// settle ends a row that mentioned some people. Of a faulty one only the names
// stay. It returns the people as the good rows so far tell of them.
func (p *peopleSheet) settle(people ...Person) []Person {
	if p.faulty {
		for _, m := range p.fresh {
			p.keep(m.key(), mention{Person{Email: m.Email, Name: m.Name}, m.line, false}.text())
		}
		people = nil
	} else {
		p.people += len(p.fresh)
	}
	p.fresh = p.fresh[:0]
	for i, person := range people {
		before, _ := p.mentioned(person.Email)
		after := before
		after.add(person)
		if after.good = true; after != before {
			p.keep(after.key(), after.text())
		}
		if !before.good {
			p.people++
		}
		people[i] = after.Person
	}
	return people
}

// first, keep and recall ask the memory. When it fails, reading ends.
func (p *peopleSheet) first(key, what string) (string, bool) {
	before, known, err := p.memory.First(key, what)
	p.fails(err)
	return before, known && err == nil
}

func (p *peopleSheet) keep(key, what string) { p.fails(p.memory.Keep(key, what)) }

func (p *peopleSheet) recall(key string) (string, bool) {
	what, known, err := p.memory.Recall(key)
	p.fails(err)
	return what, known && err == nil
}

func (p *peopleSheet) fails(err error) {
	if p.err == nil {
		p.err = err
	}
}

// email returns the address in a column, or "" after noting its fault.
func (p *peopleSheet) email(column int) string {
	found := p.address(column)
	if found.problem != "" {
		p.fault(column, found.problem)
	}
	return found.value
}

// address reads the address in a column and notes nothing.
func (p *peopleSheet) address(column int) parsed {
	written := p.get(column)
	return p.emails.of(written, func() parsed {
		address, err := ParseEmail(written)
		if err != nil {
			return parsed{problem: err.Error()}
		}
		return parsed{value: address}
	})
}

func (p *peopleSheet) name(column int) string {
	name, err := CleanName(p.get(column))
	if err != nil {
		p.fault(column, err.Error())
	}
	return name
}

// smallText reads a title or department; both may be empty.
func (p *peopleSheet) smallText(column int) string {
	written := p.get(column)
	if written == "" {
		return ""
	}
	line := cleanLine(written)
	if utf8.RuneCountInString(line) > MaxName {
		p.fault(column, fmt.Sprintf("This is longer than %d characters. Shorten it.", MaxName))
		return ""
	}
	return line
}

func (p *peopleSheet) language(column int) string {
	written := p.get(column)
	if !filled(written) {
		return ""
	}
	found := p.languages.of(written, func() parsed {
		tag, err := language.Parse(strings.TrimSpace(written))
		if err != nil || tag == language.Und {
			return parsed{problem: "Unknown language. Use a code such as en, fr or pt-BR."}
		}
		return parsed{value: tag.String()}
	})
	if found.problem != "" {
		p.fault(column, found.problem)
	}
	return found.value
}
