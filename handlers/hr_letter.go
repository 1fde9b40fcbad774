package handlers

import (
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/models"
)

// letter shows the letters of a draft, and the words that HR adapts.
func (s *site) letter(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	sample, err := models.NewLetterSample(models.LetterKind(c.Query("kind")), models.Relationship(c.Query("as")))
	if err != nil {
		return reply{}, err
	}
	return shown(s.letterPage(c, cycle, sample))
}

func (s *site) letterPage(c *gin.Context, cycle models.Cycle, sample models.LetterSample) (frontend.LetterPage, error) {
	page := frontend.LetterPage{Cycle: s.head(cycle), Sample: sample, Words: cycle.Letter}
	var err error
	if page.Roles, err = s.DB.Cycles().SampleRoles(c.Request.Context(), cycle.ID); err != nil {
		return page, err
	}
	if len(page.Roles) > 0 && c.Query("as") == "" && !slices.Contains(page.Roles, sample.As) {
		page.Sample, _ = models.NewLetterSample(sample.Kind, page.Roles[0]) // both were checked
	}
	page.Mail, err = s.mailPreview(c, cycle, page.Sample)
	switch {
	case err != nil:
		return page, err
	case cycle.ClosesAt == nil:
		page.Why = "Set the deadline first: every letter names it."
	case page.Mail.To == "":
		page.Why = "Nobody would get this letter yet."
	}
	page.Base = s.base(c)
	return page, nil
}

// mailPreview draws one letter of a draft as it will be sent. Its To is "" when
// nobody would get it, or there is no deadline.
func (s *site) mailPreview(c *gin.Context, cycle models.Cycle, sample models.LetterSample) (frontend.MailPreview, error) {
	to, letter, err := s.sample(c, cycle, sample)
	if err != nil || to == "" {
		return frontend.MailPreview{}, err
	}
	return frontend.MailPreview{To: to, Subject: letter.Subject, Text: letter.Text,
		HTMLURL: frontend.CycleURL(cycle.ID, "launch", "mail") + "?" + sampleQuery(sample)}, nil
}

func sampleQuery(sample models.LetterSample) string {
	return url.Values{"kind": {string(sample.Kind)}, "as": {string(sample.As)}}.Encode()
}

// sampleField reads which letter the form is about.
func sampleField(c *gin.Context) (models.LetterSample, error) {
	return models.NewLetterSample(models.LetterKind(c.PostForm("kind")), models.Relationship(c.PostForm("as")))
}

// sample draws one letter of a draft as it will be sent. to is "" when nobody
// would get it, or there is no deadline.
func (s *site) sample(c *gin.Context, cycle models.Cycle, sample models.LetterSample) (to string, letter LetterPreview, err error) {
	envelope, err := s.DB.Cycles().SampleEnvelope(c.Request.Context(), cycle.ID, sample)
	if err != nil || envelope == nil || cycle.ClosesAt == nil {
		return "", letter, err
	}
	letter, err = s.Preview(*envelope)
	return envelope.To.Name, letter, err
}

// saveLetter keeps HR's own words.
func (s *site) saveLetter(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	sample, err := sampleField(c)
	if err != nil {
		return reply{}, err
	}
	typed := models.LetterWords{Intro: c.PostForm("letter_intro"), Signature: c.PostForm("letter_signature")}
	draft := saidOf(cycle)
	draft.Letter = &typed
	if faults, _ := fieldErrors(draft.Check(), ""); len(faults) > 0 {
		page, err := s.letterPage(c, cycle, sample)
		page.Errors, page.Words = faults, typed
		return shownAgain(page, err)
	}
	if err := s.DB.Cycles().Update(c.Request.Context(), who(c).name(), cycle.ID, draft); err != nil {
		return reply{}, err
	}
	return s.done(c, frontend.CycleURL(cycle.ID, "letter")+"?"+sampleQuery(sample), "Your words are saved. This is how they look.")
}

// sendTest sends a letter to the member who asks for it.
func (s *site) sendTest(c *gin.Context) (reply, error) {
	cycle, err := s.cycleFor(c, models.Edit)
	if err != nil {
		return reply{}, err
	}
	sample, err := sampleField(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Cycles().SendTest(c.Request.Context(), who(c).person.ID, cycle.ID, sample); err != nil {
		return reply{}, err
	}
	s.wake()
	return s.done(c, frontend.CycleURL(cycle.ID, "letter")+"?"+sampleQuery(sample), "The test is on its way to "+who(c).person.Email+".")
}
