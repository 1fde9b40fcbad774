package main

import (
	"fmt"
	"strings"

	"github.com/sevenfold/sevenfold/models"
)

// storyHead is the first line of a roster.
const storyHead = "leader_email,leader_name,role_since,rater_email,rater_name,relationship\n"

// storyRoster asks nine people about one leader.
var storyRoster = storyHead +
	storyRow("maya@example.org", "Maya Lindqvist", "self") +
	storyRow("boss@example.org", "Bo Ås", "manager") +
	storyRow("peer1@example.org", "Pia One", "peer") + storyRow("peer2@example.org", "Pia Two", "peer") +
	storyRow("peer3@example.org", "Pia Three", "peer") + storyRow("peer4@example.org", "Pia Four", "peer") +
	storyRow("report1@example.org", "Rob One", "report") + storyRow("report2@example.org", "Rob Two", "report") +
	storyRow("report3@example.org", "Rob Three", "report")

func storyRow(email, name, as string) string {
	return fmt.Sprintf("maya@example.org,Maya Lindqvist,2026-01-01,%s,%s,%s\n", email, name, as)
}

// storyRatings is what everybody says, item by item: self, manager, peers 1 to
// 4, reports 1 to 3. A dash is "not observed".
var storyRatings = map[string]string{
	"1a": "53 4544 232", "1b": "43 34-4 333", "1c": "4- 544- 122", "1d": "34 --34 4-4",
	"2a": "33 3333 333", "2b": "33 3333 333", "2c": "33 3333 333", "2d": "33 3333 333",
	"3a": "32 1111 111", "3b": "32 1111 111", "3c": "32 1111 111", "3d": "32 1111 111",
	"4a": "33 3334 334", "4b": "33 3334 334", "4c": "33 3334 334", "4d": "33 3334 334",
	"5a": "4- --44 444", "5b": "4- --44 444", "5c": "4- --44 444", "5d": "44 4444 444",
	"6a": "44 4444 444", "6b": "44 4444 444", "6c": "44 4444 444", "6d": "44 4444 444",
	"7a": "55 5555 555", "7b": "55 5555 555", "7c": "55 5555 555", "7d": "55 5555 555",
}

// storyNumbers is what the report must publish, worked out by hand with k = 3:
//
//   - people: peers (17/4 + 11/3 + 13/3) ÷ 3 = 4.083 → 4.1, without 1d, which two
//     peers rated; reports (7/3 + 9/3 + 5/3) ÷ 3 = 2.333 → 2.3; all (4×4.1 + 3×2.3) ÷ 7
//     = 3.329 → 3.3; self 16/4; manager 10/3; gap 4.0 − 3.3; no items, because of 1d.
//   - delegating: every mean is 1.0, published as 1.5 ("1.5 or lower").
//   - direction: peers 13/4 = 3.25, rounded half up to 3.3; reports 10/3 → 3.3.
//   - audiences: only one of four items has three peers, so peers and all are not
//     shown; the manager rated one of four items, so neither is that.
var storyNumbers = map[string]string{
	"people":     "self 4.0 manager 3.3 peers 4.1 reports 2.3 all 3.3 gap +0.7 items false differ true",
	"deciding":   "self 3.0 manager 3.0 peers 3.0 reports 3.0 all 3.0 gap 0.0 items true differ false",
	"delegating": "self 3.0 manager 2.0 peers 1.5 reports 1.5 all 1.5 gap +1.5 items true differ false",
	"direction":  "self 3.0 manager 3.0 peers 3.3 reports 3.3 all 3.3 gap −0.3 items true differ false",
	"audiences":  "self 4.0 manager – peers – reports 4.0 all – gap  items false differ false",
	"change":     "self 4.0 manager 4.0 peers 4.0 reports 4.0 all 4.0 gap 0.0 items true differ false",
	"team":       "self 5.0 manager 5.0 peers 5.0 reports 5.0 all 5.0 gap 0.0 items true differ false",
}

// storyAnswers is the ratings by rater, with a comment here and there.
func storyAnswers() map[string]models.Answers {
	raters := []string{"maya", "boss", "peer1", "peer2", "peer3", "peer4", "report1", "report2", "report3"}
	all := map[string]models.Answers{}
	for place, rater := range raters {
		a := models.Answers{Ratings: map[string]*int{}, Comments: map[string]string{}}
		for item, row := range storyRatings {
			a.Ratings[item] = nil
			if digit := strings.ReplaceAll(row, " ", "")[place]; digit != '-' {
				rating := int(digit - '0')
				a.Ratings[item] = &rating
			}
		}
		all[rater+"@example.org"] = a
	}
	all["peer1@example.org"].Comments["keep"] = "Keeps calm, says peer 1"
	all["boss@example.org"].Comments["start"] = "Says the manager"
	return all
}
