package models

// MayReadReport is the law of who reads a report: the leader, once the cycle is
// released; HR only if the policy that was frozen at launch says so. To
// everybody else the report does not exist.
func MayReadReport(c Cycle, own, hr bool) error {
	switch {
	case !own && !hr:
		return Errorf(NotFound, "There is no such report.")
	case !own && !c.Policy.HRMayRead:
		return Errorf(Forbidden, "Only the leader can open this report. That was promised in every invitation of this cycle.")
	case c.State != Released && own:
		return Errorf(NotFound, "There is no such report.")
	case c.State != Released:
		return Errorf(WrongState, "This report can be read once the cycle is released.")
	}
	return nil
}

// ofOneself says, for every verb that touches the feedback about one leader,
// why that leader does not carry it out as a member of HR.
var ofOneself = map[Verb]string{
	Edit:       "This is the feedback about you, so another member of HR chooses who is asked. Please ask one.",
	AddRater:   "This is the feedback about you, so another member of HR chooses who is asked. Please ask one.",
	FixAddress: "This person is asked about you, so another member of HR corrects the address. Nobody then needs to wonder who could see the link.",
	Moderate:   "This comment is about you, so another member of HR decides whether it is held back. Please ask one.",
}

// MayTouch is the law for members of HR who lead as well: with the feedback
// about themselves (own) they choose no rater, correct no rater's address, which
// would bring them that rater's link, and hold no comment back.
func MayTouch(verb Verb, own bool) error {
	if text, ok := ofOneself[verb]; ok && own {
		return Errorf(Forbidden, "%s", text)
	}
	return nil
}

// MayReaddress is the law of correcting an address: not of somebody who has a
// report, because a sign-in link to the new address would open it.
func MayReaddress(name string, reports int) error {
	if reports == 0 {
		return nil
	}
	return Errorf(Forbidden, "%s has a report that nobody else may open, and this address is the way to it. So it cannot be changed here: please put the mailbox right, and send the letter again.", name)
}
