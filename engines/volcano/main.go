// Command volcano holds the three processes of Volcano in one binary: scheduler, controllers and webhook share most of
// their packages.
//
//	volcano COMPONENT [flags]
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"cdk8s-fleet.dev/engines/lifeline"
	"github.com/spf13/pflag"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	cliflag "k8s.io/component-base/cli/flag"
	componentbaseoptions "k8s.io/component-base/config/options"
	_ "k8s.io/component-base/metrics/prometheus/restclient"
	"k8s.io/klog/v2"

	controllers "volcano.sh/volcano/cmd/controller-manager/app"
	controlleroptions "volcano.sh/volcano/cmd/controller-manager/app/options"
	scheduler "volcano.sh/volcano/cmd/scheduler/app"
	scheduleroptions "volcano.sh/volcano/cmd/scheduler/app/options"
	webhook "volcano.sh/volcano/cmd/webhook-manager/app"
	webhookoptions "volcano.sh/volcano/cmd/webhook-manager/app/options"
	"volcano.sh/volcano/pkg/controllers/framework"
	commonutil "volcano.sh/volcano/pkg/util"

	// Controllers, scheduler plugins and admission paths register themselves.
	_ "volcano.sh/volcano/pkg/controllers/colocationconfig"
	_ "volcano.sh/volcano/pkg/controllers/cronjob"
	_ "volcano.sh/volcano/pkg/controllers/garbagecollector"
	_ "volcano.sh/volcano/pkg/controllers/hypernode"
	_ "volcano.sh/volcano/pkg/controllers/job"
	_ "volcano.sh/volcano/pkg/controllers/jobflow"
	_ "volcano.sh/volcano/pkg/controllers/jobtemplate"
	_ "volcano.sh/volcano/pkg/controllers/podgroup"
	_ "volcano.sh/volcano/pkg/controllers/queue"
	_ "volcano.sh/volcano/pkg/controllers/sharding"
	_ "volcano.sh/volcano/pkg/scheduler/actions"
	_ "volcano.sh/volcano/pkg/scheduler/plugins"
	_ "volcano.sh/volcano/pkg/webhooks/admission/cronjobs/validate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/hypernodes/validate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/jobflows/validate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/jobs/mutate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/jobs/validate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/podgroups/mutate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/podgroups/validate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/pods/mutate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/pods/validate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/queues/mutate"
	_ "volcano.sh/volcano/pkg/webhooks/admission/queues/validate"
)

const flushEvery = 5 * time.Second

var components = map[string]func(*pflag.FlagSet) error{
	"vc-scheduler":          runScheduler,
	"vc-controller-manager": runControllers,
	"vc-webhook-manager":    runWebhook,
}

func main() {
	lifeline.Watch()
	if len(os.Args) > 1 {
		if run, ok := components[os.Args[1]]; ok {
			os.Args = os.Args[1:]
			klog.InitFlags(nil)
			utilfeature.DefaultMutableFeatureGate.AddFlag(pflag.CommandLine)
			klog.StartFlushDaemon(flushEvery)
			err := run(pflag.CommandLine)
			klog.Flush()
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			return
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

func runScheduler(flags *pflag.FlagSet) error {
	options := scheduleroptions.NewServerOption()
	options.AddFlags(flags)
	commonutil.LeaderElectionDefault(&options.LeaderElection)
	options.LeaderElection.ResourceName = commonutil.GenerateComponentName(options.SchedulerNames)
	componentbaseoptions.BindLeaderElectionFlags(&options.LeaderElection, flags)
	options.RegisterOptions()
	cliflag.InitFlags()
	if err := options.CheckOptionOrDie(); err != nil {
		return err
	}
	return scheduler.Run(options)
}

func runControllers(flags *pflag.FlagSet) error {
	var known []string
	framework.ForeachController(func(controller framework.Controller) {
		known = append(known, controller.Name())
		if provider, ok := controller.(framework.FlagProvider); ok {
			provider.AddFlags(flags)
		}
	})
	sort.Strings(known)
	options := controlleroptions.NewServerOption()
	options.AddFlags(flags, known)
	commonutil.LeaderElectionDefault(&options.LeaderElection)
	options.LeaderElection.ResourceName = "vc-controller-manager"
	componentbaseoptions.BindLeaderElectionFlags(&options.LeaderElection, flags)
	cliflag.InitFlags()
	if err := options.CheckOptionOrDie(); err != nil {
		return err
	}
	return controllers.Run(options)
}

func runWebhook(flags *pflag.FlagSet) error {
	config := webhookoptions.NewConfig()
	config.AddFlags(flags)
	cliflag.InitFlags()
	if err := config.CheckPortOrDie(); err != nil {
		return err
	}
	if err := config.ParseCAFiles(nil); err != nil {
		return err
	}
	return webhook.Run(config)
}
