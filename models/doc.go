// Package models holds the language and the laws of Sevenfold. It judges and
// remembers nothing: no context, SQL, HTTP, clock or log enters here.
//
// The words, the same in code, database, API, pages and docs:
//
//   - Cycle: one round of feedback, from draft to purged.
//   - Leader: the person the feedback is about, within one cycle.
//   - Rater: a person asked about a leader.
//   - Relationship: how the rater stands to the leader: self, manager, peer, report.
//     Self and manager are named; peer and report are anonymous.
//   - Invitation: one rater × one leader. It knows a state and no time.
//   - Link: one per rater and cycle; it lists every leader that rater is asked about.
//   - Ballot: one sealed set of answers. Nothing ties it to an invitation.
//   - Box: the ciphertext of a ballot, always of the same size.
//   - Cell: a set of anonymous relationships shown together, with at least k ballots.
//   - Tally: how many people of a cell rated an item, and the sum of their ratings.
//   - Remark: a comment that may be shown, without its author.
//   - Report: what may be shown about a leader, frozen when the cycle closes.
//   - Letter: the intention to send a mail. Its words are made when it is sent.
//   - Policy: the anonymity rules of a cycle, frozen at launch.
package models
