package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/sevenfold/sevenfold/models"
	"github.com/sevenfold/sevenfold/store"
	"github.com/sevenfold/sevenfold/store/storetest"
)

// workday is what happens while a cycle is prepared, open, closes and is read, beside
// a large past.
type workday struct {
	*testing.T
	storetest.World
	cycle  models.Cycle
	old    models.Cycle // released before
	tokens map[string]models.Token
	leader models.Person
	member uuid.UUID
	list   store.Page
}

func newWorkday(t *testing.T, w storetest.World) *workday {
	t.Helper()
	d := &workday{T: t, World: w, list: store.Page{Limit: 25}}
	d.old = released(t, w, roster(t, 3, 4, 3))
	d.member = must(w.Members().Add(ctx, "Ingrid", "ingrid@example.org", "Ingrid Solberg"))(t).ID
	d.cycle = launched(t, w, roster(t, 2, 4, 3))
	return d
}

// did takes what a verb returned; its first value is not looked at.
func (d *workday) did(_ any, err error) { d.Helper(); check(d, err) }

func (d *workday) listed(_, _ any, err error) { d.Helper(); check(d, err) }

func (d *workday) pass() {
	d.Helper()
	for _, part := range []func(){d.draft, d.works, d.mail, d.answer, d.open, d.house, d.questionnaires, d.close, d.read, d.forget} {
		part()
	}
}

// draft prepares a cycle and throws it away.
func (d *workday) draft() {
	c := d.Cycles()
	draft := draft(d, d.World, roster(d, 2, 3, 3))
	d.did(c.List(ctx, nil, 25))
	d.did(c.List(ctx, &draft.ID, 25))
	d.listed(c.Raters(ctx, draft.ID, d.list))
	d.listed(c.Raters(ctx, draft.ID, store.Page{Query: "leader", Limit: 25}))
	d.did(c.Shapes(ctx, draft.ID))
	d.did(c.AskedSums(ctx, draft.ID))
	d.listed(c.Asked(ctx, draft.ID, d.list))
	d.did(c.Blockers(ctx, draft.ID))
	d.did(c.SampleRoles(ctx, draft.ID))
	for _, kind := range []models.LetterKind{models.InvitationLetter, models.ReportLetter} {
		d.did(c.SampleEnvelope(ctx, draft.ID, models.LetterSample{Kind: kind, As: models.Peer}))
	}
	leaders, _, err := c.Raters(ctx, draft.ID, d.list)
	check(d, err)
	first := must(c.Leader(ctx, leaders[0].ID))(d)
	d.did(c.Proposals(ctx, first))
	people := []uuid.UUID{first.Raters[0].Person.ID, first.Raters[1].Person.ID}
	d.did(c.AskedCounts(ctx, draft.ID, people))
	d.did(c.LeadersAmong(ctx, draft.ID, people))
	d.did(c.AddLeaders(ctx, "Ingrid", draft.ID, people))
	check(d, c.SetRater(ctx, "Ingrid", first.ID, "past7@example.org", models.Peer))
	check(d, c.RemoveRater(ctx, "Ingrid", first.ID, must(d.People().ByEmail(ctx, "past7@example.org"))(d).ID))
	check(d, c.RemoveLeader(ctx, "Ingrid", leaders[1].ID))
	check(d, c.Update(ctx, "Ingrid", draft.ID, store.CycleDraft{Name: "Other", Policy: models.DefaultPolicy(), ClosesAt: draft.ClosesAt, Contact: draft.Contact}))
	check(d, c.ChooseQuestionnaire(ctx, "Ingrid", draft.ID, models.DefaultQuestionnaire()))
	check(d, c.SendTest(ctx, d.member, draft.ID, peerInvitation))
	check(d, c.Delete(ctx, "Ingrid", draft.ID))
}

// works brings lists in, and launches.
func (d *workday) works() {
	w := newWorks(d.T, d.World)
	read := w.carry(w.read(), models.WorkDone)
	d.did(d.Works().Reading(ctx, *read.UploadID))
	d.did(d.Works().FaultyRows(ctx, *read.UploadID))
	w.carry(must(d.Works().Import(ctx, "Ingrid", *read.UploadID, true))(d), models.WorkDone)
	check(d, d.Works().AtOnce(ctx, store.Upload{CycleID: &w.draft.ID, Name: "list.csv", Body: strings.NewReader(shortList)}, func(list store.List) error {
		_, err := d.Cycles().ImportRoster(ctx, "Ingrid", w.draft.ID, list, store.ImportOptions{Replace: true, Partial: true})
		return err
	}))
	w.carry(must(d.Works().Launch(ctx, "Ingrid", w.draft.ID))(d), models.WorkDone)
	d.did(d.Works().Latest(ctx, &w.draft.ID))
	chart := "email,name,manager_email\nnew@example.org,New,past1@example.org\nnewer@example.org,Newer,new@example.org\n"
	d.did(d.People().ImportChart(ctx, "Ingrid", written(chart), store.ImportOptions{}))
}

// mail is what the mailer does, and what HR does about it.
func (d *workday) mail() {
	o := d.Outbox()
	d.tokens = links(d, d.World)
	letters := must(o.Claim(ctx, 1, time.Hour))(d) // nothing is left
	if len(letters) > 0 {
		d.Fatal("not all letters were claimed")
	}
	check(d, d.Surveys().SendAgain(ctx, "peer0-0@example.org"))
	check(d, o.PutBack(ctx, uuid.New(), time.Minute))
	wantKind(d, o.Drop(ctx, uuid.New(), uuid.New(), "pointless"), models.Conflict)
	d.did(o.Counts(ctx, d.cycle.ID))
	d.did(o.Troubles(ctx, d.cycle.ID, models.InvitationLetter, 100))
	d.did(o.Waiting(ctx, d.cycle.ID))
	d.did(o.ReportCounts(ctx, d.old.ID))
	d.did(o.ReportsWaiting(ctx, d.old.ID))
	d.did(o.Oldest(ctx))
	d.did(o.Unsent(ctx))
}

// answer is what raters do.
func (d *workday) answer() {
	for who, token := range d.tokens {
		if token == "" {
			continue
		}
		for _, asked := range must(d.Surveys().Link(ctx, token))(d).Asked {
			if strings.HasPrefix(who, "report1-2") {
				check(d, d.Surveys().Decline(ctx, token, asked.LeaderID))
				continue
			}
			check(d, d.Surveys().Submit(ctx, token, asked.LeaderID, answers(d.cycle.Questionnaire, 4, "Listens.")))
		}
	}
}

// open is what HR and the clock do while a cycle is open.
func (d *workday) open() {
	c, id := d.Cycles(), d.cycle.ID
	d.did(c.Get(ctx, id))
	d.did(c.Progress(ctx, id))
	d.did(c.Turnout(ctx, d.cycle))
	d.listed(c.LeaderProgress(ctx, id, d.list))
	d.listed(c.LeaderProgress(ctx, id, store.Page{Query: "leader", Limit: 25}))
	d.did(c.CanRemind(ctx, id))
	check(d, c.Remind(ctx, "Ingrid", id))
	check(d, c.PlanReminders(ctx, "Ingrid", id, models.Reminders{5, 2}))
	d.did(c.ComingReminders(ctx, d.cycle))
	check(d, c.Extend(ctx, "Ingrid", id, d.cycle.ClosesAt.AddDate(0, 0, 1)))
	leaders, _, err := c.Raters(ctx, id, d.list)
	check(d, err)
	check(d, c.AddPersonLate(ctx, "Ingrid", leaders[0].ID, models.Person{Email: "late@example.org", Name: "Late"}, models.Peer))
	d.fixAddress()
	d.did(c.Launch(ctx, "Ingrid", draft(d, d.World, roster(d, 1, 3, 3)).ID))
	d.did(c.LostKeys(ctx))
	check(d, c.DestroyOldKeys(ctx))
	check(d, c.Due(ctx))
	check(d, d.Ready(ctx))
	check(d, d.CheckSecret(ctx))
}

// fixAddress lets a server refuse the newest invitation, and corrects it.
func (d *workday) fixAddress() {
	for _, letter := range must(d.Outbox().Claim(ctx, 100, time.Hour))(d) {
		d.did(d.Outbox().Envelopes(ctx, []models.Letter{letter}))
		d.did(d.Outbox().Move(ctx, nil, []store.Begun{{Letter: letter.ID, Lease: *letter.Lease}}, time.Minute))
		check(d, d.Outbox().Settle(ctx, letter.ID, *letter.Lease, models.Outcome{Fate: models.Refused, Why: "550 no such user"}))
		if letter.Kind == models.InvitationLetter {
			check(d, d.Cycles().HasLetter(ctx, d.cycle.ID, letter.ID))
			check(d, d.Cycles().FixAddress(ctx, "Ingrid", letter.ID, "later@example.org"))
		}
	}
	wantKind(d, d.Outbox().Begin(ctx, uuid.New(), uuid.New(), time.Minute), models.Conflict)
}

// house is what HR and programs do outside any cycle.
func (d *workday) house() {
	d.leader = must(d.People().ByEmail(ctx, "leader0@example.org"))(d)
	manager := must(d.People().ByEmail(ctx, "past1@example.org"))(d).ID
	for _, page := range []store.Page{d.list, {Query: "past 77", Limit: 25}, {Department: "Department 3", Limit: 25}, {Manager: &manager, Limit: 25}} {
		d.listed(d.People().List(ctx, page))
	}
	d.did(d.People().Count(ctx))
	d.did(d.People().Departments(ctx))
	d.did(d.People().Get(ctx, manager))
	d.did(d.People().ErasurePlan(ctx, manager))
	check(d, d.People().Erase(ctx, "Ingrid", manager))
	other := must(d.Members().Add(ctx, "Ingrid", "past2@example.org", ""))(d)
	d.did(d.Members().Get(ctx, d.member))
	d.listed(d.Members().List(ctx, d.list))
	token := must(d.Members().SignInLink(ctx, other.ID))(d)
	d.did(d.SignIns().SignIn(ctx, token))
	check(d, d.SignIns().Ask(ctx, "leader0@example.org"))
	d.did(d.SignIns().Who(ctx, d.leader.ID))
	check(d, d.Members().Remove(ctx, "Ingrid", other.ID))
	d.listed(d.Sessions().FindCtx(ctx, "session7"))
	check(d, d.Sessions().CommitCtx(ctx, "session7", []byte("x"), d.Clock.Now().Add(time.Hour)))
	check(d, d.Sessions().DeleteCtx(ctx, "session8"))
	key := must(d.APIKeys().Create(ctx, "Ingrid", "payroll"))(d)
	d.did(d.APIKeys().Check(ctx, key))
	keys, _, err := d.APIKeys().List(ctx, d.list)
	check(d, err)
	check(d, d.APIKeys().Revoke(ctx, "Ingrid", keys[0].ID))
	d.did(d.APIKeys().Get(ctx, keys[0].ID))
	entries := must(d.Audit().List(ctx, nil, nil, 50))(d)
	d.did(d.Audit().List(ctx, nil, &entries[3].ID, 50))
	d.did(d.Audit().List(ctx, &d.cycle.ID, nil, 50))
	d.did(d.Audit().Count(ctx, &d.cycle.ID))
	d.did(d.Audit().Cycles(ctx, 100))
	d.did(d.Audit().Names(ctx, entries))
	choices := must(d.Settings().Choices(ctx))(d)
	check(d, d.Settings().Choose(ctx, "Ingrid", choices))
	check(d, d.Settings().KeepPromises(ctx))
	d.did(d.Settings().InForce(ctx))
}

func (d *workday) questionnaires() {
	q := d.Questionnaires()
	made := must(q.Copy(ctx, "Ingrid", models.DefaultQuestionnaire()))(d)
	other := made.Body
	other.Title = "Another"
	saved := must(q.Save(ctx, "Ingrid", made.QuestionnaireID, 1, other))(d)
	d.did(q.Restore(ctx, "Ingrid", made.QuestionnaireID, 1))
	d.listed(q.List(ctx, d.list))
	d.did(q.Get(ctx, made.QuestionnaireID, saved.Version))
	d.did(q.Find(ctx, made.Body.ID))
	d.did(q.Versions(ctx, made.QuestionnaireID, d.list))
	check(d, q.Delete(ctx, "Ingrid", made.QuestionnaireID))
	d.did(q.Create(ctx, "Ingrid", other))
}

// close ends the answers, and HR reads the comments.
func (d *workday) close() {
	c, id := d.Cycles(), d.cycle.ID
	check(d, c.BeginClose(ctx, "Ingrid", id))
	check(d, c.WorkOut(ctx, id))
	leaders, _, err := c.Moderation(ctx, id, d.list)
	check(d, err)
	remarks := must(c.Remarks(ctx, leaders[0].ID))(d)
	check(d, c.HasRemark(ctx, id, remarks[0].ID))
	check(d, c.Withhold(ctx, "Ingrid", remarks[0].ID, true))
	d.did(c.RemarkCounts(ctx, id))
	check(d, c.Due(ctx))
	check(d, c.Release(ctx, "Ingrid", id))
	check(d, c.Due(ctx))
}

// read is what leaders do, and HR with the whole.
func (d *workday) read() {
	r := d.Reports()
	mine := theReport(d, d.World, d.leader.ID)
	reader := store.Reader{PersonID: d.leader.ID}
	d.did(r.Read(ctx, mine, reader))
	check(d, r.SavePlan(ctx, mine, reader, models.Plan{Behaviour: "Listen."}))
	letter := must(d.Cycles().ReportLetter(ctx, mine))(d)
	wantKind(d, d.Cycles().SendReportAgain(ctx, "Ingrid", letter), models.WrongState)
	check(d, r.Delete(ctx, mine, reader))
	d.did(r.Released(ctx, 100))
	d.did(r.Overview(ctx, d.cycle.ID))
	d.did(r.Heatmap(ctx, d.cycle.ID))
}

// forget purges a cycle and lets the clock delete it step by step.
func (d *workday) forget() {
	check(d, d.Cycles().Purge(ctx, "Ingrid", d.cycle.ID))
	d.did(d.Cycles().Frozen(ctx, d.cycle.ID))
	check(d, d.Cycles().Due(ctx))
}
