package models

import "testing"

func TestCheckReportability(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		peers, reports int
		p              Policy
		peer, report   GroupOutlook
		advice         string
	}{
		{6, 5, Policy{K: 3}, GroupOutlook{Peer, 6, Alone, "6 invited, shown on their own from 3 answers", "", ""},
			GroupOutlook{DirectReport, 5, Alone, "5 invited, shown on their own from 3 answers", "", ""}, ""},
		{4, 3, Policy{K: 3}, GroupOutlook{Peer, 4, Alone, "4 invited, shown on their own from 3 answers", "", ""},
			GroupOutlook{DirectReport, 3, AllK, "3 invited, shown on their own from 3 answers", "all 3 would have to answer", ""},
			"Invite one or two more direct reports if you can: all 3 would have to answer."},
		{2, 5, Policy{K: 3}, GroupOutlook{Peer, 2, Together, "2 invited, will be shown together with direct reports", "", ""},
			GroupOutlook{DirectReport, 5, Together, "5 invited, will be shown together with peers", "", ""},
			"Invite one more peer, and both groups can be shown on their own."},
		{5, 2, Policy{K: 3}, GroupOutlook{Peer, 5, Together, "5 invited, will be shown together with direct reports", "", ""},
			GroupOutlook{DirectReport, 2, Together, "2 invited, will be shown together with peers", "", ""},
			"Invite one more direct report, and both groups can be shown on their own."},
		{2, 1, Policy{K: 3}, GroupOutlook{Peer, 2, Together, "2 invited, will be shown together with direct reports", "all 3 would have to answer", ""},
			GroupOutlook{DirectReport, 1, Together, "1 invited, will be shown together with peers", "all 3 would have to answer", ""},
			"Invite one more peer and two more direct reports, and both groups can be shown on their own."},
		{1, 1, Policy{K: 3}, GroupOutlook{Peer, 1, TooFew, "1 invited, too few even together", "", ""},
			GroupOutlook{DirectReport, 1, TooFew, "1 invited, too few even together", "", ""},
			"Invite at least one more colleague, or nothing about colleagues can be shown. With six peers and five direct reports both groups nearly always reach three answers."},
		{2, 0, Policy{K: 4}, GroupOutlook{Peer, 2, TooFew, "2 invited, too few to be shown", "", ""},
			GroupOutlook{DirectReport, 0, Uninvited, "nobody invited", "", ""},
			"Invite at least two more colleagues, or nothing about colleagues can be shown. With eight peers and seven direct reports both groups nearly always reach four answers."},
		{5, 2, Policy{K: 3, DropSmall: true}, GroupOutlook{Peer, 5, Alone, "5 invited, shown on their own from 3 answers", "", ""},
			GroupOutlook{DirectReport, 2, TooFew, "2 invited, too few to be shown", "", ""},
			"Invite one more direct report, and both groups can be shown on their own."},
		{6, 0, Policy{K: 3}, GroupOutlook{Peer, 6, Alone, "6 invited, shown on their own from 3 answers", "", ""},
			GroupOutlook{DirectReport, 0, Uninvited, "nobody invited", "", ""}, ""},
	} {
		r := CheckReportability(map[Relationship]int{Peer: tc.peers, DirectReport: tc.reports, Self: 1, Manager: 1}, tc.p)
		for i := range r.Groups {
			r.Groups[i].Likely = "" // TestLikelyWords has these
		}
		if r.Groups[0] != tc.peer || r.Groups[1] != tc.report {
			t.Errorf("%d/%d under %+v:\n got %+v", tc.peers, tc.reports, tc.p, r.Groups)
		}
		if r.Advice != tc.advice {
			t.Errorf("%d/%d under %+v: got %q", tc.peers, tc.reports, tc.p, r.Advice)
		}
		if shows := tc.peer.Outlook != TooFew || tc.report.Outlook == Alone; r.Shows() != shows {
			t.Errorf("%d/%d: shows %v", tc.peers, tc.reports, r.Shows())
		}
	}
}
