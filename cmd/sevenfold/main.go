// Command sevenfold collects 360-degree feedback for new leaders, anonymously:
// one binary with the service, its demo and its administration.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // so that SEVENFOLD_TIMEZONE works in an image without zone files

	"github.com/spf13/cobra"

	"github.com/sevenfold/sevenfold/models"
)

// version is set by the build.
var version = "development"

func main() {
	time.Local = time.UTC // drivers read times in the local zone; ours is one zone everywhere
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], world{os.Environ(), os.Stdout, os.Stderr}))
}

// world is what a command may touch of its surroundings.
type world struct {
	environ []string
	out     io.Writer // results, and nothing else
	err     io.Writer // progress, logs and faults
}

// config reads the configuration.
func (w world) config() (Config, error) { return loadConfig(w.environ, os.ReadFile) }

// run carries out a command line and returns the exit status.
func run(ctx context.Context, args []string, w world) int {
	root := commands(w)
	root.SetArgs(args)
	root.SetOut(w.out)
	root.SetErr(w.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(w.err, explain(err))
	return 1
}

// explain is what is told of an error: its text, and below it every fault.
func explain(err error) string {
	e, ok := errors.AsType[*models.Error](err)
	if !ok {
		return "sevenfold: " + err.Error()
	}
	lines := []string{e.Text}
	for _, f := range e.Faults {
		line := "  " + f.Column
		if f.Found != "" {
			line += fmt.Sprintf(" is %q", f.Found)
		}
		lines = append(lines, line, "      "+f.Problem)
	}
	return strings.Join(lines, "\n")
}

// commands is the command line.
func commands(w world) *cobra.Command {
	root := &cobra.Command{
		Use:           "sevenfold",
		Short:         "360-degree feedback for new leaders, in which nobody finds out who said what",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	member := &cobra.Command{Use: "member", Short: "Who is HR"}
	member.AddCommand(memberAddCommand(w))
	key := &cobra.Command{Use: "apikey", Short: "Keys for programs"}
	key.AddCommand(keyCreateCommand(w))
	mail := &cobra.Command{Use: "mail", Short: "The mail server"}
	mail.AddCommand(mailTestCommand(w))
	root.AddCommand(serveCommand(w), demoCommand(w), migrateCommand(w), healthCommand(w), verifyCommand(w), member, key, mail)
	return root
}
