// Command karmada holds the four processes of a Karmada control plane in one binary: they share most of their
// packages, and one link takes a third of the time and of the disk of four.
//
//	karmada COMPONENT [flags]
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"cdk8s-fleet.dev/engines/lifeline"
	aggregated "github.com/karmada-io/karmada/cmd/aggregated-apiserver/app"
	controllers "github.com/karmada-io/karmada/cmd/controller-manager/app"
	scheduler "github.com/karmada-io/karmada/cmd/scheduler/app"
	webhook "github.com/karmada-io/karmada/cmd/webhook/app"
	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	controllerruntime "sigs.k8s.io/controller-runtime"
)

var components = map[string]func(context.Context) *cobra.Command{
	"aggregated-apiserver": aggregated.NewAggregatedApiserverCommand,
	"controller-manager":   controllers.NewControllerManagerCommand,
	"scheduler": func(ctx context.Context) *cobra.Command {
		return scheduler.NewSchedulerCommand(ctx)
	},
	"webhook": webhook.NewWebhookCommand,
}

func main() {
	lifeline.Watch()
	if len(os.Args) > 1 {
		if build, ok := components[os.Args[1]]; ok {
			os.Args = os.Args[1:]
			os.Exit(cli.Run(build(controllerruntime.SetupSignalHandler())))
		}
	}
	names := make([]string, 0, len(components))
	for name := range components {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Fprintf(os.Stderr, "usage: %s %s [flags]\n", filepath.Base(os.Args[0]), strings.Join(names, "|"))
	os.Exit(2)
}
