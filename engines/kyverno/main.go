// Command kyverno is Kyverno's command line tool: it judges and changes objects by policies, without a cluster.
//
//	kyverno apply|test|... [arguments]
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"cdk8s-fleet.dev/engines/lifeline"
	"github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno/commands"
	"github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno/commands/apply"
	"github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno/experimental"
	"github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno/log"
)

func main() {
	lifeline.Watch()
	if err := log.Configure(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	root := commands.RootCommand(experimental.IsEnabled())
	root.PersistentFlags().AddGoFlagSet(flag.CommandLine)
	if err := root.Execute(); err != nil {
		var warned apply.WarnExitCodeError
		if errors.As(err, &warned) {
			os.Exit(warned.ExitCode)
		}
		os.Exit(1)
	}
}
