package handlers

import (
	"github.com/gin-gonic/gin"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/store"
)

// members lists who is HR.
func (s *site) members(c *gin.Context) (reply, error) { return shown(s.membersPage(c)) }

func (s *site) membersPage(c *gin.Context) (frontend.MembersPage, error) {
	page := frontend.MembersPage{Base: s.base(c)}
	list := partOf(c, linesPerPage)
	members, total, err := s.DB.Members().List(c.Request.Context(), list)
	page.Count, page.Pager = total, pager(frontend.MembersURL, list, total)
	for _, m := range members {
		page.Members = append(page.Members, frontend.MemberLine{ID: m.ID, Name: m.Name, Email: m.Email, Since: m.Since.In(s.Location), You: m.ID == who(c).person.ID})
	}
	return page, err
}

func (s *site) addMember(c *gin.Context) (reply, error) {
	member, err := s.DB.Members().Add(c.Request.Context(), who(c).name(), c.PostForm("email"), c.PostForm("name"))
	faults, ours := fieldErrors(err, "email")
	if err != nil && !ours {
		return reply{}, err
	}
	if ours {
		page, err := s.membersPage(c)
		page.Errors, page.Name, page.Email = faults, c.PostForm("name"), c.PostForm("email")
		return shownAgain(page, err)
	}
	told := member.Name + " is a member of HR now and can sign in with " + member.Email + "."
	if member.Renamed() {
		told += " The directory said " + member.FormerName + " until now."
	}
	return s.done(c, frontend.MembersURL, told)
}

// memberOf is the member that the path names.
func (s *site) memberOf(c *gin.Context) (store.Member, error) {
	id, err := idParam(c, "person")
	if err != nil {
		return store.Member{}, err
	}
	return s.DB.Members().Get(c.Request.Context(), id)
}

func (s *site) confirmRemoveMember(c *gin.Context) (reply, error) {
	member, err := s.memberOf(c)
	if err != nil {
		return reply{}, err
	}
	text := member.Name + " will see nothing of HR any more, from the next page on. The person stays in the directory."
	if member.ID == who(c).person.ID {
		text = "This is you. You will see nothing of HR any more, until another member adds you again."
	}
	return show(frontend.ConfirmPage{Base: s.base(c), Heading: "Remove " + member.Name + " from HR", Text: []string{text},
		Button: "Remove", PostURL: frontend.MembersURL + "/" + member.ID.String() + "/remove", BackURL: frontend.MembersURL})
}

func (s *site) removeMember(c *gin.Context) (reply, error) {
	member, err := s.memberOf(c)
	if err != nil {
		return reply{}, err
	}
	if err := s.DB.Members().Remove(c.Request.Context(), who(c).name(), member.ID); err != nil {
		return reply{}, err
	}
	if member.ID == who(c).person.ID {
		return s.done(c, frontend.HomeURL, "You are no longer a member of HR.")
	}
	return s.done(c, frontend.MembersURL, member.Name+" is no longer a member of HR.")
}
