package handlers

import (
	"github.com/gin-gonic/gin"
)

// routes lists every route, by who may come. GET shows and changes nothing;
// POST acts and redirects.
func (s *site) routes(r *gin.Engine) error {
	r.Use(s.headers, s.recovery, s.access, bodyLimit, s.sameOrigin())
	r.NoRoute(s.noRoute)
	r.NoMethod(s.noMethod)

	// Anyone.
	r.GET("/", s.page(s.home))
	r.GET("/static/:name", s.static)
	r.GET("/healthz", s.healthz)
	r.GET("/readyz", s.readyz)
	r.GET("/again", s.page(s.againForm))
	r.POST("/again", s.page(s.askAgain))
	r.GET("/again/sent", s.page(s.againSent))
	r.GET("/signin", s.page(s.signInForm))
	r.POST("/signin", s.page(s.askSignIn))
	r.GET("/signin/sent", s.page(s.signInSent))
	r.GET("/signin/:token", s.page(s.signInConfirm))
	r.POST("/signin/:token", s.page(s.signIn))
	r.POST("/signout", s.page(s.signOut))

	// Raters, by the token of their link. Nothing here is logged or has a session.
	rater := r.Group("/s/:token")
	rater.GET("", s.page(s.surveyList))
	rater.GET("/decline", s.page(s.chooseDecline))
	rater.GET("/:leader", s.page(s.survey))
	rater.POST("/:leader", s.page(s.submit))
	rater.GET("/:leader/decline", s.page(s.declineForm))
	rater.POST("/:leader/decline", s.page(s.decline))
	rater.GET("/:leader/thanks", s.page(s.thanks))

	// Leaders, and HR where the policy says so.
	reports := r.Group("/reports", s.signedIn)
	reports.GET("", s.page(s.reports))
	reports.GET("/:leader", s.page(s.report))
	reports.GET("/:leader/report.json", s.page(s.reportData))
	reports.GET("/:leader/report.pdf", s.page(s.reportPDF))
	reports.GET("/:leader/report.csv", s.page(s.reportCSV))
	reports.GET("/:leader/report.xlsx", s.page(s.reportXLSX))
	reports.POST("/:leader/plan", s.readForm, s.page(s.savePlan))
	reports.GET("/:leader/delete", s.page(s.confirmDeleteReport))
	reports.POST("/:leader/delete", s.page(s.deleteReport))

	s.hrRoutes(r.Group("", s.signedIn, s.hrOnly, s.readForm))
	s.demoRoutes(r)
	return s.api(r)
}

// hrRoutes are for members of HR.
func (s *site) hrRoutes(hr *gin.RouterGroup) {
	hr.GET("/cycles", s.page(s.cycles))
	hr.GET("/cycles/new", s.page(s.newCycle))
	hr.POST("/cycles/new", s.page(s.createCycle))
	hr.GET("/cycles/:id", s.page(s.cycle))
	hr.POST("/cycles/:id/details", s.page(s.saveDetails))
	hr.POST("/cycles/:id/dates", s.page(s.saveDates))
	hr.POST("/cycles/:id/policy", s.page(s.savePolicy))
	hr.GET("/cycles/:id/delete", s.page(s.confirmDelete))
	hr.POST("/cycles/:id/delete", s.page(s.deleteCycle))
	hr.GET("/cycles/:id/import", s.page(s.importForm))
	hr.POST("/cycles/:id/import", s.page(s.upload))
	hr.GET("/cycles/:id/import/:upload", s.page(s.preview))
	hr.POST("/cycles/:id/import/:upload", s.page(s.importUpload))
	hr.GET("/cycles/:id/import/:upload/faulty.csv", s.page(s.faultyRows))
	hr.GET("/cycles/:id/leaders", s.page(s.chooseLeaders))
	hr.POST("/cycles/:id/leaders", s.page(s.addLeaders))
	hr.GET("/cycles/:id/leaders/:leader", s.page(s.raters))
	hr.POST("/cycles/:id/leaders/:leader/raters", s.page(s.setRater))
	hr.POST("/cycles/:id/leaders/:leader/raters/:person/remove", s.page(s.removeRater))
	hr.GET("/cycles/:id/leaders/:leader/remove", s.page(s.confirmRemoveLeader))
	hr.POST("/cycles/:id/leaders/:leader/remove", s.page(s.removeLeader))
	hr.GET("/cycles/:id/launch", s.page(s.review))
	hr.GET("/cycles/:id/launch/mail", s.page(s.reviewMail))
	hr.GET("/cycles/:id/letter", s.page(s.letter))
	hr.POST("/cycles/:id/letter", s.page(s.saveLetter))
	hr.POST("/cycles/:id/letter/test", s.page(s.sendTest))
	hr.POST("/cycles/:id/launch", s.page(s.launch))
	hr.POST("/cycles/:id/remind", s.page(s.remind))
	hr.POST("/cycles/:id/letters/:letter/address", s.page(s.fixAddress))
	hr.POST("/cycles/:id/letters/:letter/again", s.page(s.sendReportAgain))
	hr.POST("/cycles/:id/reminders", s.page(s.saveReminders))
	hr.POST("/cycles/:id/extend", s.page(s.extend))
	hr.POST("/cycles/:id/raters", s.page(s.addRaterLate))
	hr.GET("/cycles/:id/close", s.page(s.confirmClose))
	hr.POST("/cycles/:id/close", s.page(s.closeCycle))
	hr.POST("/cycles/:id/remarks/:remark", s.page(s.withhold))
	hr.GET("/cycles/:id/release", s.page(s.confirmRelease))
	hr.POST("/cycles/:id/release", s.page(s.release))
	hr.GET("/cycles/:id/purge", s.page(s.confirmPurge))
	hr.POST("/cycles/:id/purge", s.page(s.purge))
	s.houseRoutes(hr)
}

// houseRoutes are for members of HR, outside any cycle.
func (s *site) houseRoutes(hr *gin.RouterGroup) {
	hr.GET("/organisation", s.page(s.organisation))
	hr.GET("/people", s.page(s.people))
	hr.GET("/people/import", s.page(s.importForm))
	hr.POST("/people/import", s.page(s.upload))
	hr.GET("/people/import/:upload", s.page(s.preview))
	hr.POST("/people/import/:upload", s.page(s.importUpload))
	hr.GET("/people/import/:upload/faulty.csv", s.page(s.faultyRows))
	hr.GET("/people/:person/erase", s.page(s.confirmErase))
	hr.POST("/people/:person/erase", s.page(s.erase))
	hr.GET("/members", s.page(s.members))
	hr.POST("/members", s.page(s.addMember))
	hr.GET("/members/:person/remove", s.page(s.confirmRemoveMember))
	hr.POST("/members/:person/remove", s.page(s.removeMember))
	hr.GET("/apikeys", s.page(s.apiKeys))
	hr.POST("/apikeys", s.page(s.createAPIKey))
	hr.GET("/apikeys/:key/revoke", s.page(s.confirmRevoke))
	hr.POST("/apikeys/:key/revoke", s.page(s.revokeAPIKey))
	hr.GET("/audit", s.page(s.audit))
	hr.GET("/settings", s.page(s.settingsForm))
	hr.POST("/settings", s.page(s.saveSettings))
	hr.POST("/settings/back", s.page(s.settingBack))
}
