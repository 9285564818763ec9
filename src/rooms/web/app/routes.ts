/** Every page of the application: its address and its file. */

import type { RouteConfig } from '@react-router/dev/routes';
import { index, route } from '@react-router/dev/routes';

const routes: RouteConfig = [
  index('routes/front.tsx'),
  route('*', 'routes/nowhere.tsx'),
];

export default routes;
