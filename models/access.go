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
