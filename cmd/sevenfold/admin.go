package main

import (
	"context"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/sevenfold/sevenfold/frontend"
	"github.com/sevenfold/sevenfold/store"
)

// byCommandLine is the actor of what an administrator does here.
const byCommandLine = "the command line"

// withStore runs an administrator's act on a database that is up to date.
func (w world) withStore(ctx context.Context, act func(Config, *store.DB) error) error {
	c, err := w.config()
	if err != nil {
		return err
	}
	db, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Migrate(ctx); err != nil {
		return err
	}
	return act(c, db)
}

func memberAddCommand(w world) *cobra.Command {
	var name string
	add := &cobra.Command{
		Use:   "add EMAIL [--name NAME]",
		Short: "Make a person HR and print a sign-in link that works once, for 30 minutes",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return w.withStore(cmd.Context(), func(c Config, db *store.DB) error {
				person, err := db.Members().Add(cmd.Context(), byCommandLine, args[0], name)
				if err != nil {
					return err
				}
				token, err := db.Members().SignInLink(cmd.Context(), person.ID)
				if err != nil {
					return err
				}
				if person.Renamed() {
					fmt.Fprintf(w.err, "The directory said %s until now and says %s from now on.\n", person.FormerName, person.Name)
				}
				fmt.Fprintf(w.err, "%s is HR now. This link signs in once, within 30 minutes:\n", person.Name)
				fmt.Fprintln(w.out, c.BaseURL.String()+frontend.SignInLinkURL(token))
				return nil
			})
		},
	}
	add.Flags().StringVar(&name, "name", "", "the person's full name; needed unless the directory knows the person")
	return add
}

func keyCreateCommand(w world) *cobra.Command {
	var name string
	create := &cobra.Command{
		Use:   "create --name NAME",
		Short: "Make an API key and print it: the only time that it can be read",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return w.withStore(cmd.Context(), func(_ Config, db *store.DB) error {
				key, err := db.APIKeys().Create(cmd.Context(), byCommandLine, name)
				if err != nil {
					return err
				}
				fmt.Fprintln(w.out, key)
				return nil
			})
		},
	}
	create.Flags().StringVar(&name, "name", "", "what will use the key")
	_ = create.MarkFlagRequired("name") // the flag was declared a line above
	return create
}

// dialable turns an address to listen on into one to connect to.
func dialable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
