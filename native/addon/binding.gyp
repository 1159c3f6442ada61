# `node-gyp rebuild -C native/addon`, for the machine it runs on. The same sources and flags as cross.mk.
{
  'targets': [
    {
      'target_name': 'amp_hil',
      'sources': [
        '<!@(ls src/*.cc)',
        '<!@(ls ../core/*.c)',
      ],
      'defines': [
        'AMP_BUILD="<!(echo ${AMP_BUILD:-dev})"',
      ],
      'cflags!': ['-fno-exceptions'],
      'cflags_cc!': ['-fno-exceptions'],
      'cflags': ['-fvisibility=hidden'],
      'cflags_c': ['@<(module_root_dir)/../core/core.flags'],
      'cflags_cc': [
        '@<(module_root_dir)/addon.flags',
        '-isystem', '<!(node -p "require(\'path\').dirname(require.resolve(\'node-addon-api\'))")',
      ],
      # nodelete: Node unloads an addon when the last Worker that loaded it ends, but the fault reporter and the exit handler stay.
      'ldflags': ['-Wl,-z,nodelete'],
    },
  ],
}
