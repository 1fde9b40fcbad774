package frontend

// Input is one labelled field of a form, with what was typed and what is wrong with it.
type Input struct {
	Kind  string // the input's type: text, email, date, number, file
	Name  string
	ID    string
	Label string
	Value string // as it was typed
	Hint  string // "" for none
	Fault string // what is wrong with it, "" for nothing
	Auto  string // the autocomplete attribute
	List  string // id of a datalist, "" for none
	Min   string // for dates and numbers
	Max   string
	Free  bool // may stay empty
}

// Input makes the field of a form whose id is its name, with the page's fault
// for it. It may not stay empty unless Optional.
func (b Base) Input(kind, name, label, value string) Input {
	return Input{Kind: kind, Name: name, ID: name, Label: label, Value: value, Fault: b.Fault(name), Auto: "off"}
}

// WithHint adds a sentence that helps to fill the field.
func (i Input) WithHint(hint string) Input { i.Hint = hint; return i }

// Optional lets the field stay empty.
func (i Input) Optional() Input { i.Free = true; return i }

// Between bounds a date or number.
func (i Input) Between(least, most string) Input { i.Min, i.Max = least, most; return i }

// From offers the values of a datalist.
func (i Input) From(list string) Input { i.List = list; return i }

// DescribedBy is the ids of the hint and the fault, for aria-describedby.
func (i Input) DescribedBy() string {
	switch {
	case i.Hint != "" && i.Fault != "":
		return i.ID + "-hint " + i.ID + "-fault"
	case i.Hint != "":
		return i.ID + "-hint"
	case i.Fault != "":
		return i.ID + "-fault"
	}
	return ""
}
