package models

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// personColumns are the places of one person's columns in a list.
type personColumns struct{ email, name, title, department, language int }

// peopleSheet reads people from a sheet and holds each address to one name.
type peopleSheet struct {
	*sheet
	emails    map[string]parsed      // as written → as kept
	languages map[string]parsed      // as written → as kept
	people    map[string]namedPerson // by address
}

// parsed is what a field came to, once for all rows that hold the same.
type parsed struct{ value, problem string }

// namedPerson is an address with the name it came with first.
type namedPerson struct {
	name string
	line int
}

func newPeopleSheet(s *sheet) *peopleSheet {
	return &peopleSheet{
		sheet:     s,
		emails:    make(map[string]parsed, s.lines),
		languages: map[string]parsed{},
		people:    make(map[string]namedPerson, s.lines),
	}
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
	first, known := p.people[person.Email]
	switch {
	case !known:
		p.people[person.Email] = namedPerson{person.Name, p.sheet.line}
	case first.name == person.Name:
	case strings.EqualFold(first.name, person.Name):
		person.Name = first.name
	default:
		p.fault(columns.name, fmt.Sprintf("On line %d this address belongs to “%s”. Give one address one name.", first.line, shorten(first.name)))
	}
	return person
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
	found, ok := p.emails[written]
	if !ok {
		address, err := ParseEmail(written)
		found = parsed{value: address}
		if err != nil {
			found.problem = err.Error()
		}
		p.emails[written] = found
	}
	return found
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
	found, ok := p.languages[written]
	if !ok {
		tag, err := language.Parse(strings.TrimSpace(written))
		found = parsed{value: tag.String()}
		if err != nil || tag == language.Und {
			found = parsed{problem: "Unknown language. Use a code such as en, fr or pt-BR."}
		}
		p.languages[written] = found
	}
	if found.problem != "" {
		p.fault(column, found.problem)
	}
	return found.value
}
