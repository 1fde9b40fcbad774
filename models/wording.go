package models

import "strings"

// For returns the wording about the leader, or about oneself, with the leader's
// first name in it.
func (w Wording) For(self bool, name string) string {
	if self {
		return strings.ReplaceAll(w.Self, firstName, name)
	}
	return strings.ReplaceAll(w.Others, firstName, name)
}

// For returns the item as Wording.For does.
func (i Item) For(self bool, name string) string { return Wording{i.Others, i.Self}.For(self, name) }

// For returns the question as Wording.For does.
func (o OpenQuestion) For(self bool, name string) string {
	return Wording{o.Others, o.Self}.For(self, name)
}
