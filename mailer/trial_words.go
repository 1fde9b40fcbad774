package mailer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"

	"github.com/sevenfold/sevenfold/models"
)

func nameTrouble(host string, err error) Step {
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return Step{"Name", "DNS knows no host " + host, "Check the spelling of the host in SEVENFOLD_SMTP_URL."}
	}
	return Step{"Name", "the name server did not say where " + host + " is", "Check the network and the DNS settings of this machine, or its container."}
}

func connectTrouble(server Server, err error) Step {
	s := Step{"Connection", "", "Check the host and the port in SEVENFOLD_SMTP_URL, and whether this machine may reach them."}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		s.Found = fmt.Sprintf("nothing listens at %s", server)
		s.Advice = "Check the port in SEVENFOLD_SMTP_URL: mail servers take mail on 587 (smtp://) or 465 (smtps://)."
	case slow(err):
		s.Found = fmt.Sprintf("%s did not answer within %s", server, patience)
		s.Advice = "A firewall may be in the way: many networks let nobody out on port 25, and some on no mail port. Try 587 or 465, or ask whoever runs the network."
	default:
		s.Found = fmt.Sprintf("%s cannot be reached from here", server)
	}
	return s
}

func greetingTrouble(server Server, err error) Step {
	answer, spoke := errors.AsType[*textproto.Error](err)
	switch {
	case spoke:
		return Step{"Greeting", "the server turned us away: " + quoted(answer.Error()), "Ask whoever runs the server whether this machine may use it."}
	case slow(err) && server.Encryption != TLS:
		return Step{"Greeting", "the server says nothing", "It may expect TLS from the start, which is usual on port 465: write smtps:// instead of smtp://."}
	case errors.Is(err, io.EOF):
		return Step{"Greeting", "the server hung up at once", "It may not know this machine, or expect TLS from the start: then write smtps:// instead of smtp://."}
	}
	return Step{"Greeting", "what answers does not speak like a mail server", "Check the host and the port in SEVENFOLD_SMTP_URL."}
}

// protected names the version and the certificate of a connection in order.
func protected(state tls.ConnectionState) Step {
	s := Step{Name: "Protection", Found: tls.VersionName(state.Version)}
	if len(state.PeerCertificates) > 0 {
		cert := state.PeerCertificates[0]
		s.Found += ", with a certificate for " + namesOf(cert) + " that is valid until " + cert.NotAfter.Format("2 January 2006")
	}
	return s
}

// protectionTrouble tells what is wrong with a certificate, or with TLS itself.
func protectionTrouble(server Server, err error) Step {
	var (
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		unknown x509.UnknownAuthorityError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &name):
		return Step{"Certificate", "it is for " + namesOf(name.Certificate) + ", and not for " + server.Host,
			"Write one of its names as the host in SEVENFOLD_SMTP_URL, or have the server get a certificate for " + server.Host + "."}
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return expired(invalid.Cert)
	case errors.As(err, &unknown):
		return Step{"Certificate", "it was issued by " + issuer(unknown.Cert) + ", whom this machine does not know",
			"If that is your own authority, give its certificate to this machine: SSL_CERT_FILE names the file. Otherwise the server needs one from a public authority."}
	case errors.As(err, &invalid):
		return Step{"Certificate", "it is not fit for a mail server", "Ask whoever runs the server for a certificate that is made for servers."}
	case errors.As(err, &record):
		return Step{"Protection", "the server does not speak TLS from the start on this port", "Write smtp:// instead of smtps://, which switches to TLS after the greeting. Its usual port is 587."}
	case slow(err):
		return Step{"Protection", "the server did not go on with TLS within " + patience.String(), "Check the port: smtps:// goes with 465, smtp:// with 587."}
	}
	return Step{"Protection", "the server and Sevenfold did not agree on TLS 1.2 or newer", "Ask whoever runs the server to bring it up to date."}
}

func expired(cert *x509.Certificate) Step {
	const day = "2 January 2006"
	if cert == nil {
		return Step{"Certificate", "it has expired", "The server needs a new one."}
	}
	return Step{"Certificate", "it is valid from " + cert.NotBefore.Format(day) + " until " + cert.NotAfter.Format(day) + ", and not now",
		"The server needs a new one. If the dates look right, the clock of this machine is wrong."}
}

func namesOf(cert *x509.Certificate) string {
	names := append([]string(nil), cert.DNSNames...)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "no host at all"
	}
	if len(names) > 4 {
		names = append(names[:3], fmt.Sprintf("%d more", len(names)-3))
	}
	return models.LetterReason(strings.Join(names, ", "))
}

func issuer(cert *x509.Certificate) string {
	if cert == nil {
		return "somebody"
	}
	if name := models.LetterReason(cert.Issuer.CommonName); name != "" {
		return "“" + name + "”"
	}
	return "an authority without a name"
}

func loginTrouble(server Server, err error) Step {
	code := codeOf(err)
	s := Step{"Login", "it did not work: " + quoted(reason(err)), "Ask whoever runs the server, with these words of it."}
	switch {
	case server.User == "":
		s.Found = "the server did not let us in without one: " + quoted(reason(err))
		s.Advice = "If it wants a login, write user:password@ before the host in SEVENFOLD_SMTP_URL."
	case code == 535 || code == 534:
		s.Found = "the server does not accept the password of " + server.User + ": " + quoted(reason(err))
		s.Advice = "Check user and password. Special characters are written as percent codes, an @ as %40. Accounts with a second factor often need a password made for programs."
	case code == 0 && strings.Contains(err.Error(), "AUTH"):
		s.Found = "the server offers no login that Sevenfold can use: " + quoted(reason(err))
		s.Advice = "If the server needs none, leave user and password out of SEVENFOLD_SMTP_URL. Many servers offer it on port 587 or 465 only."
	}
	return s
}

func fromTrouble(server Server, from string, err error) Step {
	code := codeOf(err)
	s := Step{"Sender", "the server takes no mail from " + from + ": " + quoted(reason(err)),
		"Use an address in SEVENFOLD_MAIL_FROM from which this server sends, or have it allow this one."}
	switch {
	case code == 0:
		s = Step{"Sender", "the server hung up when it heard of " + from, "Ask whoever runs the server whether " + from + " may send through it."}
	case server.User == "" && (code == 530 || strings.Contains(strings.ToLower(err.Error()), "authenticat")):
		s.Found = "the server wants a login first: " + quoted(reason(err))
		s.Advice = "Write user:password@ before the host in SEVENFOLD_SMTP_URL."
	case code < 500:
		s.Found = "the server takes no mail from " + from + " now: " + quoted(reason(err))
		s.Advice = "It may be busy or limit how much is sent. Try again in some minutes."
	}
	return s
}

func toTrouble(server Server, to string, err error) Step {
	code := codeOf(err)
	s := Step{"Recipient", "the server takes no mail for " + to + ": " + quoted(reason(err)), ""}
	switch {
	case code == 0:
		s = Step{"Recipient", "the server hung up when it heard of " + to, "Ask whoever runs the server."}
	case code < 500:
		s.Advice = "It says that this is so for now. Some servers let strangers wait: try again in some minutes."
	case server.User == "":
		s.Advice = "It may not pass mail on to other domains without a login: write user:password@ before the host in SEVENFOLD_SMTP_URL, or have it let this machine relay. If it names the address itself, check its spelling."
	default:
		s.Advice = "It may not pass mail on to this domain for this login, or there is no such address. Try one of your own, and ask whoever runs the server to let this login relay."
	}
	return s
}

// codeOf is the number of the server's answer, or 0 when it gave none.
func codeOf(err error) int {
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		return answer.Code
	}
	return 0
}

func slow(err error) bool {
	var network net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &network) && network.Timeout()
}

// quoted puts a server's words into a sentence.
func quoted(words string) string { return "“" + models.LetterReason(words) + "”" }
