-- What an act asked for: 'start', 'terminate' and so on. NULL where it asked the provider for nothing.
ALTER TABLE activity ADD COLUMN verb TEXT;
-- Of what was written down before, the sentence tells it. In the order in which the words were looked for.
UPDATE activity SET verb = CASE
  WHEN deed GLOB 'start*'                                     THEN 'start'
  WHEN deed GLOB 'stop*'                                      THEN 'stop'
  WHEN deed GLOB 'release*'                                   THEN 'release'
  WHEN deed GLOB 'restart*'                                   THEN 'restart'
  WHEN deed GLOB 'terminat*'                                  THEN 'terminate'
  WHEN deed GLOB 'delet*'                                     THEN 'delete'
  WHEN deed GLOB 'renamed to*' OR deed GLOB 'to be renamed*'
    OR deed GLOB 'called*'     OR deed GLOB 'to be called*'   THEN 'rename'
  WHEN deed GLOB 'growth*' OR deed GLOB 'grown*'              THEN 'grow'
  WHEN deed GLOB 'creat*'                                     THEN 'create'
  WHEN deed GLOB 'deploy *' OR deed GLOB 'deploy: *'          THEN 'deploy'
  WHEN deed GLOB 'tags changed*'                              THEN 'tag'
  WHEN deed GLOB 'attached to*'   OR deed GLOB 'to be attached to*'
    OR deed GLOB 'detached from*' OR deed GLOB 'to be detached from*' THEN 'attach'
  WHEN deed GLOB 'SSH key to be added*' OR deed GLOB 'SSH key added*' THEN 'addKey'
  WHEN deed GLOB 'removal of the SSH key*' OR deed GLOB 'SSH key removed*' THEN 'removeKey'
END WHERE kind = 'act';
