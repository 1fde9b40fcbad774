package main

// parks reads what becomes of letters of which nobody can know whether the mail
// server took them: they are sent again under the same Message-ID, or wait.
func (s *settings) parks(name, fallback string) bool {
	text := s.get(name, fallback)
	if text != "resend" && text != "park" {
		s.fault(name, text, "It must be resend (a mail may arrive twice) or park (a person decides about each).")
	}
	return text == "park"
}
