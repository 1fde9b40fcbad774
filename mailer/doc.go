// Package mailer posts letters: it claims them from the outbox, makes their
// words, hands them to an SMTP server and settles what became of them. It is
// the only owner of go-mail. No link and no word of a letter is ever logged or
// kept in the database.
package mailer
