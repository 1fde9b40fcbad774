package frontend

// AgainPage asks a rater for the address to which the link went.
type AgainPage struct {
	Base
	Email string // as it was typed
}

func (AgainPage) template() string { return "again.html" }

// AgainSentPage follows for every address, known or not.
type AgainSentPage struct{ Base }

func (AgainSentPage) template() string { return "again_sent.html" }
