package models

import (
	"errors"
	"fmt"
	"strings"
)

// Settings is what HR decides for the whole organisation.
type Settings struct {
	Organisation string    // its name in mails and on pages; "" names none
	Accent       Colour    // marks what can be done; "": Sevenfold's green
	ReplyTo      Contact   // where answers to mails go; zero: to the contact of the cycle
	Retention    Retention // promised by the cycles that are launched from now on
}

// Setting names one of the settings.
type Setting string

// The settings.
const (
	OrganisationSetting Setting = "organisation"
	AccentSetting       Setting = "accent"
	ReplyToSetting      Setting = "reply_to"
	RetentionSetting    Setting = "retention"
)

// Defaults is what the service was started with.
type Defaults struct {
	Settings
	Given map[Setting]bool // those that its environment names; the others are Sevenfold's own
}

// Choices is what HR chose in the place of the defaults. nil is no choice.
type Choices struct {
	Organisation *string
	Accent       *Colour
	ReplyTo      *Contact
	Retention    *Retention
}

// Over is the settings in force: what HR chose wins, each setting by itself.
func (c Choices) Over(d Defaults) Settings {
	s := d.Settings
	if c.Organisation != nil {
		s.Organisation = *c.Organisation
	}
	if c.Accent != nil {
		s.Accent = *c.Accent
	}
	if c.ReplyTo != nil {
		s.ReplyTo = *c.ReplyTo
	}
	if c.Retention != nil {
		s.Retention = *c.Retention
	}
	return s
}

// Has reports whether HR chose a setting.
func (c Choices) Has(name Setting) bool {
	return map[Setting]bool{OrganisationSetting: c.Organisation != nil, AccentSetting: c.Accent != nil,
		ReplyToSetting: c.ReplyTo != nil, RetentionSetting: c.Retention != nil}[name]
}

// Without is the choices with one taken back.
func (c Choices) Without(name Setting) Choices {
	switch name {
	case OrganisationSetting:
		c.Organisation = nil
	case AccentSetting:
		c.Accent = nil
	case ReplyToSetting:
		c.ReplyTo = nil
	case RetentionSetting:
		c.Retention = nil
	}
	return c
}

// Changed is the choices once HR has asked for the settings s while was is in
// force: what was left as it is stays chosen or not chosen, as it was.
func (c Choices) Changed(was, s Settings) Choices {
	if s.Organisation != was.Organisation {
		c.Organisation = &s.Organisation
	}
	if s.Accent != was.Accent {
		c.Accent = &s.Accent
	}
	if s.ReplyTo != was.ReplyTo {
		c.ReplyTo = &s.ReplyTo
	}
	if s.Retention != was.Retention {
		c.Retention = &s.Retention
	}
	return c
}

// Clean returns the settings as they are kept. The error is Invalid and holds
// every fault, by the names "organisation", "accent", "reply_name",
// "reply_email", "links", "reports" and "overview".
func (s Settings) Clean() (Settings, error) {
	var faults []Fault
	fault := func(column, found string, err error) {
		if err != nil {
			faults = append(faults, Fault{Column: column, Found: found, Problem: err.Error()})
		}
	}
	if strings.TrimSpace(s.Organisation) != "" {
		name, err := CleanName(s.Organisation)
		fault(string(OrganisationSetting), s.Organisation, err)
		s.Organisation = name
	} else {
		s.Organisation = ""
	}
	colour, err := ParseColour(string(s.Accent))
	if err == nil {
		err = CheckAccent(colour)
	}
	fault(string(AccentSetting), string(s.Accent), err)
	s.Accent = colour
	s.ReplyTo, err = cleanReplyTo(s.ReplyTo)
	fault("reply_email", s.ReplyTo.Email, err)
	if refused, ok := errors.AsType[*Error](s.Retention.Check()); ok {
		faults = append(faults, refused.Faults...)
	}
	if len(faults) > 0 {
		return s, &Error{Kind: Invalid, Text: "Some settings need another look.", Faults: faults}
	}
	return s, nil
}

func cleanReplyTo(c Contact) (Contact, error) {
	c.Name, c.Email = cleanLine(c.Name), strings.TrimSpace(c.Email)
	if c.Email == "" {
		if c.Name != "" {
			return c, Errorf(Invalid, "Give the address too, or clear the name.")
		}
		return c, nil
	}
	email, err := ParseEmail(c.Email)
	if err != nil {
		return c, err
	}
	if c.Name != "" {
		if c.Name, err = CleanName(c.Name); err != nil {
			return c, err
		}
	}
	return Contact{c.Name, email}, nil
}

// Told says what differs between two settings, for the record.
func (s Settings) Told(was Settings) string {
	var parts []string
	tell := func(what, before, now string) {
		if before != now {
			parts = append(parts, fmt.Sprintf("%s from %s to %s", what, before, now))
		}
	}
	tell("the name of the organisation", quotedOr(was.Organisation, "none"), quotedOr(s.Organisation, "none"))
	tell("the accent colour", string(was.Accent.Or(OwnAccent)), string(s.Accent.Or(OwnAccent)))
	tell("the address for replies", quotedOr(was.ReplyTo.Email, "the contact of each cycle"), quotedOr(s.ReplyTo.Email, "the contact of each cycle"))
	if was.ReplyTo.Email == s.ReplyTo.Email {
		tell("the name for replies", quotedOr(was.ReplyTo.Name, "none"), quotedOr(s.ReplyTo.Name, "none"))
	}
	tell("the times of keeping", was.Retention.String(), s.Retention.String())
	return strings.Join(parts, "; ")
}

func quotedOr(text, none string) string {
	if text == "" {
		return none
	}
	return "“" + text + "”"
}

// Or is c, or another colour where there is none.
func (c Colour) Or(other Colour) Colour {
	if c == "" {
		return other
	}
	return c
}

// Origin is where the value of a setting comes from.
type Origin string

// The origins, the one that wins first.
const (
	FromHR     Origin = "hr"      // chosen on the page of the settings, or by a program of HR
	FromServer Origin = "server"  // named by the environment of the service
	BuiltIn    Origin = "default" // Sevenfold's own
)

// Origin says where the value of a setting comes from.
func (c Choices) Origin(name Setting, d Defaults) Origin {
	switch {
	case c.Has(name):
		return FromHR
	case d.Given[name]:
		return FromServer
	}
	return BuiltIn
}
