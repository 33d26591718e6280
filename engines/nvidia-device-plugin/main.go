// Command nvidia-device-plugin reads a configuration as NVIDIA's device plugin does, and prints what it understood. It
// needs no GPU: the plugin itself stops without one before it says anything.
//
//	nvidia-device-plugin --config-file FILE
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/NVIDIA/k8s-device-plugin/api/config/v1"
	"github.com/urfave/cli/v2"
)

// Version is that of the plugin whose parser this is; the linker writes it.
var Version = "unknown"

func main() {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "config-file", Required: true},
		// what the plugin takes where the file says nothing
		&cli.StringFlag{Name: "mig-strategy", Value: v1.MigStrategyNone},
		&cli.StringFlag{Name: "mps-root"},
	}
	app := &cli.App{
		Name:    "nvidia-device-plugin",
		Version: Version,
		Flags:   flags,
		Action: func(c *cli.Context) error {
			config, err := v1.NewConfig(c, flags)
			if err != nil {
				return err
			}
			v1.DisableResourceNamingInConfig(config)
			return print(config)
		},
	}
	if err := app.Run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// print writes the configuration, and the strategy that follows from it.
func print(config *v1.Config) error {
	// marshalling the shares of a strategy that is not used fails
	sharing := config.Sharing.ReplicatedResources()
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"strategy":    config.Sharing.SharingStrategy(),
		"resources":   sharing.Resources,
		"refusesMore": sharing.FailRequestsGreaterThanOne,
		"migStrategy": config.Flags.MigStrategy,
		"mpsRoot":     config.Flags.MpsRoot,
	})
}
